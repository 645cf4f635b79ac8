import { useQuery } from '@tanstack/react-query'
import { useVirtualizer } from '@tanstack/react-virtual'
import { ScrollText } from 'lucide-react'
import { useEffect, useRef, useState } from 'react'
import { type LogLines, type LogPlace, logSearchOptions } from '@/api/logs'
import { EmptyState } from '@/components/ui/empty-state'
import { ErrorState } from '@/components/ui/error-state'
import { SkeletonRows } from '@/components/ui/skeleton'
import { firstShown } from '@/domain/log-parts'
import { cx } from '@/lib/class-names'
import { AnsiLine } from './ansi-line'
import { LogToolbar } from './log-toolbar'
import { useLogIndex, useLogLines } from './use-log'

interface LogViewProps {
  place: LogPlace
  isGrowing: boolean
  hasFailed: boolean
  /** The line of the address, counted from one. */
  line: number | undefined
  onLine: (line: number | undefined) => void
}

/** The log of one attempt: any length, read where it is looked at; only ever shown as text. */
export function LogView(props: LogViewProps) {
  const index = useLogIndex(props.place, props.isGrowing)
  if (index.isPending) return <SkeletonRows />
  if (index.isError) {
    return <ErrorState what="load the log" error={index.error} onRetry={() => void index.refetch()} />
  }
  if (index.data.lines === 0) {
    return (
      <EmptyState
        title={props.isGrowing ? 'Nothing has been written yet' : 'Nothing was written'}
        icon={<ScrollText size={28} aria-hidden />}
      >
        What the task prints stands here.
      </EmptyState>
    )
  }
  return <Lines {...props} index={index.data} />
}

const ROW = 18
const TRACEBACK = 'Traceback (most recent call last)'

function Lines({ place, isGrowing, hasFailed, line, onLine, index }: LogViewProps & { index: LogLines }) {
  const [isWrapped, setIsWrapped] = useState(false)
  const [isFollowing, setIsFollowing] = useState(isGrowing && line === undefined)
  const [text, setText] = useState('')
  const scroller = useRef<HTMLDivElement>(null)
  const first = firstShown(index)
  const count = index.lines - first
  const virtual = useVirtualizer({
    count,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW,
    overscan: 20,
    initialRect: { width: 480, height: 600 },
  })
  const items = virtual.getVirtualItems()
  const lineAt = useLogLines(place, index, first + (items[0]?.index ?? 0), first + (items.at(-1)?.index ?? 0))
  const found = useQuery(logSearchOptions(place, text, index.size))
  const traceback = useQuery({
    ...logSearchOptions(place, TRACEBACK, index.size),
    enabled: hasFailed && line === undefined,
  })
  const failedAt = traceback.data?.matches.at(-1)?.line
  useEffect(() => {
    if (isFollowing) virtual.scrollToIndex(count - 1, { align: 'end' })
  }, [isFollowing, count, virtual])
  const target = line ?? failedAt
  useEffect(() => {
    if (target !== undefined) virtual.scrollToIndex(Math.max(0, target - 1 - first), { align: 'start' })
  }, [target, first, virtual])
  const matches = new Set(text ? found.data?.matches.map((match) => match.line) : [])
  return (
    <div className="flex min-h-0 flex-1 flex-col">
      <LogToolbar
        {...{ place, isWrapped, setIsWrapped, isFollowing, setIsFollowing, text, setText, isGrowing, line, onLine }}
        matches={text ? (found.data?.matches ?? []) : []}
        isCut={found.data?.is_cut ?? false}
        onEnd={() => virtual.scrollToIndex(count - 1, { align: 'end' })}
      />
      {first > 0 && (
        <p className="px-4 py-1 text-dense text-ink-3">{`The first ${first.toLocaleString('en-US')} lines are in the download.`}</p>
      )}
      <div
        ref={scroller}
        role="log"
        aria-label="Log"
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls is reached by keyboard
        tabIndex={0}
        onWheel={(event) => event.deltaY < 0 && setIsFollowing(false)}
        className="min-h-0 flex-1 overflow-auto bg-sunken font-mono text-mono focus-visible:-outline-offset-2"
      >
        <div style={{ height: virtual.getTotalSize() }} className={cx('relative', !isWrapped && 'w-max min-w-full')}>
          {items.map((item) => {
            const number = first + item.index + 1
            return (
              <div
                key={item.key}
                ref={isWrapped ? virtual.measureElement : undefined}
                data-index={item.index}
                style={{ transform: `translateY(${item.start}px)` }}
                className={cx(
                  'top-0 left-0 flex min-h-[18px] min-w-full leading-[18px]',
                  isWrapped ? 'absolute w-full' : 'absolute',
                  number === line ? 'bg-accent-soft' : matches.has(number) && 'bg-series-2/20',
                )}
              >
                <button
                  type="button"
                  aria-label={`Line ${number}`}
                  tabIndex={-1}
                  onClick={() => onLine(number === line ? undefined : number)}
                  className="w-12 shrink-0 select-none pr-3 text-right text-ink-3 hover:text-ink"
                >
                  {number}
                </button>
                <span className={cx('pr-4', isWrapped ? 'min-w-0 whitespace-pre-wrap break-all' : 'whitespace-pre')}>
                  <AnsiLine text={lineAt(number - 1) ?? ''} />
                </span>
              </div>
            )
          })}
        </div>
      </div>
    </div>
  )
}
