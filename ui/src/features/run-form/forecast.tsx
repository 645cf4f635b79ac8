import { Link } from '@tanstack/react-router'
import type { Decision, RunForecast } from '@/api/new-run'
import { ToneIcon } from '@/components/ui/state'
import { countText } from '@/domain/numbers'
import type { Tone } from '@/domain/states'

const LOOKS: Record<Decision, { tone: Tone; word: string }> = {
  reused: { tone: 'cached', word: 'from the cache' },
  runs: { tone: 'running', word: 'to run' },
  unknown: { tone: 'pending', word: 'not known before others ran' },
  skipped: { tone: 'skipped', word: 'skipped' },
  fails: { tone: 'failed', word: 'bound to fail' },
}

const ORDER = Object.keys(LOOKS) as Decision[]
const MOST = 200

/** What the cache would give and what would run, before anything does. */
export function Forecast({ forecast }: { forecast: RunForecast }) {
  const { tasks, counts, is_whole: isWhole } = forecast
  const total = ORDER.reduce((sum, decision) => sum + (counts[decision] ?? 0), 0)
  if (total === 0) return null
  const reused = counts.reused ?? 0
  const own = tasks.filter((task) => !task.is_group)
  return (
    <section aria-label="What will be cached" className="flex flex-col gap-2 border-border border-t pt-4">
      <h2 className="font-medium">
        {reused > 0 ? `${reused} of ${countText(total, 'task')} come from the cache` : 'Nothing comes from the cache'}
      </h2>
      <ul className="flex flex-wrap gap-x-4 gap-y-1 text-dense text-ink-2">
        {ORDER.filter((decision) => counts[decision]).map((decision) => (
          <li key={decision} className="inline-flex items-center gap-1.5">
            <Mark decision={decision} />
            {`${counts[decision]} ${LOOKS[decision].word}`}
          </li>
        ))}
      </ul>
      {!isWhole && <p className="text-dense text-ink-3">Not all was looked at: that would take too long.</p>}
      <details>
        <summary className="cursor-pointer rounded-chip text-dense text-ink-2">Task by task</summary>
        <ul className="mt-2 flex flex-col gap-1.5">
          {own.slice(0, MOST).map((task) => (
            <li key={task.path} className="flex gap-2" title={task.path}>
              <span className="mt-0.5">
                <Mark decision={task.decision} />
              </span>
              <span className="flex min-w-0 flex-col">
                <span className="truncate font-medium">{task.name}</span>
                <span className="text-dense text-ink-3" title={task.why}>
                  {task.decision === 'reused' && task.source_run_id ? (
                    <Link to={`/runs/${task.source_run_id}` as string} className="rounded-chip hover:underline">
                      from an earlier run
                    </Link>
                  ) : (
                    task.why || LOOKS[task.decision].word
                  )}
                </span>
              </span>
            </li>
          ))}
          {own.length > MOST && <li className="text-dense text-ink-3">{`and ${own.length - MOST} more`}</li>}
        </ul>
      </details>
    </section>
  )
}

/** The sign of a state, standing still: nothing runs yet. */
function Mark({ decision }: { decision: Decision }) {
  return <ToneIcon tone={LOOKS[decision].tone} size={14} className="[animation:none]" />
}
