import { ChevronDown, ChevronRight } from 'lucide-react'
import { memo } from 'react'
import type { TaskRow } from '@/api/run'
import { StateIcon, toneText } from '@/components/ui/state'
import { durationText } from '@/domain/durations'
import { isRetrying, titleOf } from '@/domain/run-tasks'
import { toneOf, wordOf } from '@/domain/states'
import type { TreeRow } from '@/domain/task-tree'
import type { Part, Scale } from '@/domain/timeline'
import { cx } from '@/lib/class-names'

interface TimelineRowProps {
  row: TreeRow<TaskRow>
  /** What people call its node in the graph. */
  name: string | undefined
  parts: readonly Part[]
  scale: Scale
  names: number
  /** Whether the end of the run had to wait for it. */
  isCritical: boolean
  isOpen: boolean
  onOpen: () => void
  onFold: () => void
}

const INDENT = 16

/** One task, or one group, along the time. */
export const TimelineRow = memo(function TimelineRow(props: TimelineRowProps) {
  const { row, name, parts, scale, names, isCritical, isOpen, onOpen, onFold } = props
  const { task } = row
  const title = titleOf(name ? { ...task, name } : task)
  const facts = { cached: task.cached, retrying: isRetrying(task) }
  const ran = parts.filter((part) => part.kind === 'run').reduce((sum, part) => sum + part.to - part.from, 0) / 1000
  const [begin, end] = [scale.share(parts[0]?.from ?? scale.from), scale.share(parts.at(-1)?.to ?? scale.from)]
  return (
    <div className={cx('flex h-full items-center rounded-chip', isOpen ? 'bg-accent-soft' : 'hover:bg-hover')}>
      <span
        style={{ width: names, paddingLeft: row.depth * INDENT }}
        className="flex h-full shrink-0 items-center pr-3"
      >
        {row.isGroup ? (
          <button
            type="button"
            aria-label={`${row.isFolded ? 'Unfold' : 'Fold'} ${title}`}
            aria-expanded={!row.isFolded}
            onClick={onFold}
            className="flex size-6 shrink-0 items-center justify-center rounded-chip text-ink-3 hover:text-ink"
          >
            {row.isFolded ? <ChevronRight size={14} /> : <ChevronDown size={14} />}
          </button>
        ) : (
          <span className="w-6 shrink-0" />
        )}
        <button
          type="button"
          onClick={onOpen}
          aria-current={isOpen}
          title={task.path}
          className="flex h-full min-w-0 flex-1 items-center gap-2 text-left"
        >
          <StateIcon state={task.state} {...facts} size={14} />
          <span className={cx('truncate', row.isGroup && 'font-medium')}>{title}</span>
        </button>
      </span>
      {/* biome-ignore lint/a11y/useKeyWithClickEvents lint/a11y/noStaticElementInteractions: the name beside it is the button */}
      <span className="relative h-4 flex-1 cursor-pointer" onClick={onOpen}>
        {parts.map((part) => (
          <Bar key={`${part.kind} ${part.from}`} {...{ part, scale }} isGroup={row.isGroup} isCached={task.cached} />
        ))}
        {isCritical && (
          <span
            title="The end of the run had to wait for it"
            style={{ left: percent(begin), width: percent(end - begin) }}
            className="absolute -bottom-1.5 h-0.5 min-w-1 bg-accent"
          />
        )}
        {!row.isGroup && (
          <span
            style={
              end > 0.88 ? { right: `calc(${percent(1 - begin)} + 6px)` } : { left: `calc(${percent(end)} + 6px)` }
            }
            className="absolute whitespace-nowrap text-ink-3 text-micro leading-4"
          >
            {parts.some((part) => part.kind === 'run') ? durationText(ran) : wordOf(task.state).toLowerCase()}
          </span>
        )}
      </span>
    </div>
  )
})

interface BarProps {
  part: Part
  scale: Scale
  isGroup: boolean
  isCached: boolean
}

function Bar({ part, scale, isGroup, isCached }: BarProps) {
  const [from, to] = [scale.share(part.from), scale.share(part.to)]
  const length = durationText((part.to - part.from) / 1000)
  const where = { left: percent(from), width: percent(to - from) }
  const what = part.attempt === null ? '' : `attempt ${part.attempt}, `
  if (part.kind === 'queued') {
    return <span title={`${what}waiting ${length}`} style={where} className="queued absolute inset-y-1 rounded-chip" />
  }
  const tone = toneText[toneOf(part.state, { cached: isCached })]
  return (
    <span
      title={`${what}${wordOf(part.state).toLowerCase()}, ${length}`}
      style={where}
      className={cx(
        'absolute min-w-1 rounded-chip bg-current',
        isGroup ? 'inset-y-1.5 opacity-40' : 'inset-y-0',
        part.attempt !== null && 'border-surface border-r-2',
        tone,
      )}
    />
  )
}

function percent(share: number): string {
  return `${Math.max(0, share) * 100}%`
}
