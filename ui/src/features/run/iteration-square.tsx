import { useQuery } from '@tanstack/react-query'
import { type TaskRow, taskOptions } from '@/api/run'
import { toneText } from '@/components/ui/state'
import { Tooltip } from '@/components/ui/tooltip'
import { iterationNumber } from '@/domain/iterations'
import { isRetrying } from '@/domain/run-tasks'
import { toneOf, wordOf } from '@/domain/states'
import { valueText } from '@/domain/values'
import { cx } from '@/lib/class-names'

interface IterationSquareProps {
  run: string
  task: TaskRow
  isPicked: boolean
  onPick: (path: string | null) => void
  /** Without its number, for the many of a graph. */
  isSmall?: boolean
}

/** One iteration as a square in the colour of its state; its tooltip tells the item that it was given. */
export function IterationSquare({ run, task, isPicked, onPick, isSmall }: IterationSquareProps) {
  const facts = { cached: task.cached, retrying: isRetrying(task) }
  const number = iterationNumber(task)
  const label = `Iteration ${number}, ${wordOf(task.state, facts).toLowerCase()}`
  return (
    <Tooltip text={<Told run={run} task={task} label={label} />}>
      <button
        type="button"
        data-graph-control
        aria-label={label}
        aria-pressed={isPicked}
        onClick={() => onPick(isPicked ? null : task.path)}
        className={cx(
          'flex shrink-0 items-center justify-center rounded-chip border font-medium text-micro',
          isSmall ? 'size-[18px] rounded-[3px]' : 'h-6 min-w-6 px-1',
          toneText[toneOf(task.state, facts)],
          isPicked ? 'border-accent outline-1 outline-accent' : 'border-current/40 hover:border-current',
          isSmall ? 'bg-current/25' : isPicked ? 'bg-accent-soft' : 'bg-current/8',
        )}
      >
        {!isSmall && number}
        {isSmall && task.state === 'FAILED' && <span aria-hidden>×</span>}
      </button>
    </Tooltip>
  )
}

const SHORT = 160

/** Read only when it is looked at. */
function Told({ run, task, label }: { run: string; task: TaskRow; label: string }) {
  const iteration = task.kind === 'iteration' ? task.path : task.path.slice(0, task.path.lastIndexOf(']') + 1)
  const detail = useQuery(taskOptions(run, iteration, 0))
  const item = detail.data?.inputs.find(({ name }) => name.includes('loop-item'))
  const text = item && (item.is_artifact ? item.artifacts.map(({ name }) => name).join(', ') : valueText(item.value))
  return (
    <span className="min-w-0">
      {label}
      {text && <span className="block break-all font-mono text-ink text-mono">{text.slice(0, SHORT)}</span>}
    </span>
  )
}
