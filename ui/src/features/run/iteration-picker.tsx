import type { TaskRow } from '@/api/run'
import { Select } from '@/components/ui/select'
import { iterationNumber } from '@/domain/iterations'
import { isRetrying, notable } from '@/domain/run-tasks'
import { wordOf } from '@/domain/states'
import { IterationSquare } from './iteration-square'

interface IterationPickerProps {
  run: string
  tasks: readonly TaskRow[]
  current: string
  onPick: (path: string) => void
}

/** More iterations than this are chosen from a list; squares are left for those that matter. */
const MOST = 48
const ROOM = 14

/** The iterations of a task as squares in the colours of their states. */
export function IterationPicker({ run, tasks, current, onPick }: IterationPickerProps) {
  const isAll = tasks.length <= MOST
  const kept = new Set(isAll ? tasks : notable(tasks, ROOM))
  const shown = tasks.filter((task) => kept.has(task) || task.path === current)
  return (
    <fieldset
      aria-label="Iterations"
      className="flex max-h-20 flex-wrap items-center gap-1 overflow-auto pt-0.5 pb-1.5 pl-0.5"
    >
      {!isAll && (
        <Select
          aria-label="Iteration"
          value={current}
          onChange={onPick}
          options={tasks.map((task) => ({ value: task.path, label: optionText(task, tasks.length) }))}
        />
      )}
      {shown.map((task) => (
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

function optionText(task: TaskRow, count: number): string {
  const word = wordOf(task.state, { cached: task.cached, retrying: isRetrying(task) }).toLowerCase()
  return `${iterationNumber(task)} of ${count}, ${word}`
}
