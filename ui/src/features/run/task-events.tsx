import type { TaskDetail } from '@/api/run'
import { EmptyState } from '@/components/ui/empty-state'
import { ToneIcon } from '@/components/ui/state'
import { Time } from '@/components/ui/time'
import { durationText, secondsBetween } from '@/domain/durations'
import { toneOf } from '@/domain/states'
import { eventsOf } from '@/domain/task-events'

/** What happened to a task, one thing after another, and how long each was apart from the one before. */
export function TaskEvents({ detail }: { detail: TaskDetail }) {
  const events = eventsOf(detail)
  if (events.length === 0) return <EmptyState title="Nothing has happened yet" />
  return (
    <ol className="flex flex-col p-4">
      {events.map((event, index) => {
        const before = events[index - 1]
        const gap = before ? secondsBetween(before.at, event.at, 0) : null
        return (
          <li key={`${index} ${event.title}`} className="flex gap-3 pb-3">
            <span className="w-16 shrink-0 text-right text-ink-3">
              <Time at={event.at} clock />
            </span>
            <ToneIcon tone={toneOf(event.state)} size={14} className="mt-0.5" />
            <span className="min-w-0 flex-1">
              {event.title}
              {event.detail && <span className="block break-words text-dense text-ink-2">{event.detail}</span>}
            </span>
            <span className="shrink-0 text-dense text-ink-3">{gap !== null && gap > 0 && `+${durationText(gap)}`}</span>
          </li>
        )
      })}
    </ol>
  )
}
