import type { TaskRow } from '@/api/run'
import { toneText } from '@/components/ui/state'
import { isRetrying } from '@/domain/run-tasks'
import { toneOf, wordOf } from '@/domain/states'
import { cx } from '@/lib/class-names'

interface IterationPickerProps {
  tasks: readonly TaskRow[]
  current: string
  onPick: (path: string) => void
}

/** The iterations of a task as squares in the colours of their states. */
export function IterationPicker({ tasks, current, onPick }: IterationPickerProps) {
  return (
    <fieldset aria-label="Iterations" className="flex max-h-20 flex-wrap gap-1 overflow-auto pt-0.5 pb-1.5 pl-0.5">
      {tasks.map((task) => {
        const facts = { cached: task.cached, retrying: isRetrying(task) }
        const number = task.iterations.map((iteration) => iteration + 1).join('.')
        const label = `Iteration ${number}, ${wordOf(task.state, facts).toLowerCase()}`
        return (
          <button
            key={task.path}
            type="button"
            aria-label={label}
            title={label}
            aria-pressed={task.path === current}
            onClick={() => onPick(task.path)}
            className={cx(
              'flex h-6 min-w-6 items-center justify-center rounded-chip border px-1 font-medium text-micro',
              toneText[toneOf(task.state, facts)],
              task.path === current
                ? 'border-accent bg-accent-soft outline-1 outline-accent'
                : 'border-current/40 bg-current/8 hover:border-current',
            )}
          >
            {number}
          </button>
        )
      })}
    </fieldset>
  )
}
