import type { ComparedTask } from '@/api/models'
import { EmptyState } from '@/components/ui/empty-state'
import { StateLabel } from '@/components/ui/state'
import { durationText } from '@/domain/durations'
import { deltaText } from '@/domain/numbers'
import type { ShownRun } from './shown-run'

/** Tasks by run: state, time and its change, and whether image or code are others than the baseline's. */
export function TasksTab({ tasks, runs }: { tasks: readonly ComparedTask[]; runs: readonly ShownRun[] }) {
  const base = runs.find((run) => run.isBase)?.run.id ?? ''
  if (tasks.length === 0) return <EmptyState title="These runs have no tasks yet" />
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls is reached by keyboard
    <section aria-label="Tasks by run" tabIndex={0} className="m-4 overflow-auto rounded-card border border-border">
      <table className="min-w-full">
        <thead>
          <tr className="h-9 border-border border-b text-left text-dense text-ink-2 [&>th]:px-3 [&>th]:font-medium">
            <th scope="col">Task</th>
            {runs.map(({ run }) => (
              <th key={run.id} scope="col" className="max-w-52 truncate" title={run.name}>
                {run.name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {tasks.map((task) => (
            <tr key={task.node} className="border-border/60 border-b last:border-0">
              <th scope="row" className="max-w-72 truncate px-3 text-left font-medium" title={task.node}>
                {task.name}
              </th>
              {runs.map(({ run }) => (
                <td key={run.id} className="h-9 whitespace-nowrap px-3">
                  <TaskCell task={task} run={run.id} base={base} />
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  )
}

function TaskCell({ task, run, base }: { task: ComparedTask; run: string; base: string }) {
  const own = task.values[run]
  const other = run === base ? undefined : task.values[base]
  if (!own) return <span className="text-ink-3">not in this run</span>
  const ran = other && !own.cached && !other.cached // what came from the cache took no time
  const change = ran && own.seconds !== null && other.seconds !== null ? own.seconds - other.seconds : null
  const changed = other
    ? [own.image !== other.image ? 'image' : '', own.code_digest !== other.code_digest ? 'code' : ''].filter(Boolean)
    : []
  return (
    <span className="inline-flex items-center gap-3">
      <StateLabel state={own.state} cached={own.cached} />
      <span>{durationText(own.seconds)}</span>
      {change !== null && Math.abs(change) >= 0.05 && <span className="text-ink-3">{`${deltaText(change)} s`}</span>}
      {changed.length > 0 && <span className="text-canceled">{`${changed.join(' and ')} changed`}</span>}
    </span>
  )
}
