import type { TaskRow } from '@/api/run'
import { IterationSquare } from './iteration-square'

interface IterationPickerProps {
  run: string
  tasks: readonly TaskRow[]
  current: string
  onPick: (path: string) => void
}

/** The iterations of a task as squares in the colours of their states. */
export function IterationPicker({ run, tasks, current, onPick }: IterationPickerProps) {
  return (
    <fieldset aria-label="Iterations" className="flex max-h-20 flex-wrap gap-1 overflow-auto pt-0.5 pb-1.5 pl-0.5">
      {tasks.map((task) => (
        <IterationSquare
          key={task.path}
          run={run}
          task={task}
          isPicked={task.path === current}
          onPick={() => onPick(task.path)}
        />
      ))}
    </fieldset>
  )
}
