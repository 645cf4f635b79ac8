import { useQuery } from '@tanstack/react-query'
import { logEndOptions } from '@/api/logs'
import { AnsiLine } from './ansi-line'
import { Section } from './section'
import { type LogSource, useLogGrowth } from './use-log'

const LINES = 6
const BYTES = 4096

interface LogEndProps extends LogSource {
  onOpen: () => void
}

/** The last lines of a task's log, as they are written. */
export function LogEnd(props: LogEndProps) {
  const refetchInterval = useLogGrowth(props, 'end')
  const { data: lines } = useQuery({ ...logEndOptions(props.place, BYTES), refetchInterval })
  if (!lines || lines.length === 0) return null
  const shown = lines.slice(-LINES)
  return (
    <Section
      title="Log, the last lines"
      aside={
        <button type="button" onClick={props.onOpen} className="rounded-chip text-accent text-dense hover:underline">
          {props.isGrowing ? 'Follow' : 'Whole log'}
        </button>
      }
    >
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls is reached by keyboard */}
      <pre tabIndex={0} className="overflow-x-auto rounded-control bg-sunken p-3 font-mono text-mono leading-[18px]">
        {shown.map((line, index) => (
          <div key={`${index} ${line}`}>
            <AnsiLine text={line} />
          </div>
        ))}
      </pre>
    </Section>
  )
}
