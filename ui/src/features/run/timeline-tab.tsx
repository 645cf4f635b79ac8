import { useMemo } from 'react'
import type { RunTasks, TaskRow } from '@/api/run'
import { EmptyState } from '@/components/ui/empty-state'
import { StateIcon, toneText } from '@/components/ui/state'
import { durationText, secondsBetween } from '@/domain/durations'
import { isLeaf, isRetrying, titleOf } from '@/domain/run-tasks'
import { isFinal, toneOf } from '@/domain/states'
import { type Bar, timelineOf } from '@/domain/timeline'
import { cx } from '@/lib/class-names'
import { useNow } from '@/lib/now'
import type { ChangeSearch, RunPageSearch } from './run-search'

interface TimelineTabProps {
  tasks: RunTasks
  search: RunPageSearch
  onChange: ChangeSearch
}

const TICKS = [0, 0.25, 0.5, 0.75, 1]

/** When each task waited and ran; waiting is hatched. */
export function TimelineTab({ tasks, search, onChange }: TimelineTabProps) {
  const now = useNow(!isFinal(tasks.run.state))
  const leaves = useMemo(() => [...tasks.byPath.values()].filter(isLeaf), [tasks.byPath])
  const { seconds, bars } = useMemo(() => timelineOf(leaves, now), [leaves, now])
  if (bars.length === 0) return <EmptyState title="No task has begun yet" />
  const worked = leaves.reduce((sum, task) => sum + (task.cached ? 0 : (secondsOf(task, now) ?? 0)), 0)
  const saved = leaves.reduce((sum, task) => sum + (task.cached_from?.saved_seconds ?? 0), 0)
  return (
    <div className="min-h-0 flex-1 overflow-auto px-6 pb-6">
      <p className="flex flex-wrap gap-x-5 py-3 text-dense text-ink-2">
        <span>{`Whole run ${durationText(seconds)}`}</span>
        <span>{`Task time ${durationText(worked)}`}</span>
        {saved > 0 && <span>{`Saved by the cache ${durationText(saved)}`}</span>}
      </p>
      <div className="sticky top-0 z-10 ml-56 flex h-6 justify-between bg-surface text-ink-3 text-micro">
        {TICKS.map((tick) => (
          <span key={tick}>{durationText(seconds * tick)}</span>
        ))}
      </div>
      <ol aria-label="Timeline">
        {bars.map((bar) => (
          <BarRow
            key={bar.task.path}
            bar={bar}
            seconds={secondsOf(bar.task, now)}
            isOpen={bar.task.path === search.task}
            onOpen={() => onChange({ task: bar.task.path, attempt: undefined, line: undefined })}
          />
        ))}
      </ol>
    </div>
  )
}

function secondsOf(task: TaskRow, now: number): number | null {
  return secondsBetween(task.started_at, task.ended_at, now)
}

interface BarRowProps {
  bar: Bar<TaskRow>
  seconds: number | null
  isOpen: boolean
  onOpen: () => void
}

function BarRow({ bar, seconds, isOpen, onOpen }: BarRowProps) {
  const { task, queuedFrom, from, to } = bar
  const tone = toneOf(task.state, { cached: task.cached, retrying: isRetrying(task) })
  return (
    <li>
      <button
        type="button"
        onClick={onOpen}
        aria-current={isOpen}
        className={cx(
          'row-height flex w-full items-center rounded-chip text-left',
          isOpen ? 'bg-accent-soft' : 'hover:bg-hover',
        )}
      >
        <span className="flex w-56 shrink-0 items-center gap-2 pr-3 pl-1">
          <StateIcon state={task.state} cached={task.cached} retrying={isRetrying(task)} size={14} />
          <span className="truncate" title={task.path}>
            {titleOf(task)}
          </span>
        </span>
        <span className="relative h-4 flex-1">
          <span
            title="Waiting"
            style={{ left: percent(queuedFrom), width: percent(from - queuedFrom) }}
            className="queued absolute inset-y-1 rounded-chip"
          />
          <span
            style={{ left: percent(from), width: percent(to - from) }}
            className={cx('absolute inset-y-0 min-w-1 rounded-chip bg-current', toneText[tone])}
          />
          <span
            style={
              to > 0.85 ? { right: `calc(${percent(1 - queuedFrom)} + 6px)` } : { left: `calc(${percent(to)} + 6px)` }
            }
            className="absolute text-ink-3 text-micro leading-4"
          >
            {durationText(seconds)}
          </span>
        </span>
      </button>
    </li>
  )
}

function percent(share: number): string {
  return `${Math.max(0, share) * 100}%`
}
