/** The table of a run's tasks: what is shown, in which order, and as a file. */
import { csvText } from './csv'
import { secondsBetween } from './durations'
import { byIteration, type TaskFacts, titleOf } from './run-tasks'

export interface TableTask extends TaskFacts {
  readonly name: string
  readonly exit_code: number | null
  readonly peak_memory_bytes: number | null
  readonly cpu_seconds: number | null
  readonly started_at: string | null
  readonly ended_at: string | null
  readonly note: string
  readonly failure: { readonly message: string } | null
}

export interface TaskOrder {
  readonly id: string
  readonly isDescending: boolean
}

/** Cached tasks count as a state of their own. */
export function stateKey(task: TaskFacts): string {
  return task.state === 'SUCCEEDED' && task.cached ? 'CACHED' : task.state
}

/** Why it failed, waits or was not run; of a task that simply ran there is nothing to say. */
export function messageOf(task: TableTask): string {
  return task.failure?.message ?? (task.cached ? task.note : '')
}

/** The tasks in a state whose name or message holds a text, in order; what is unknown comes last. */
export function tableRows<T extends TableTask>(
  tasks: readonly T[],
  { state, text, order, now }: { state?: string | undefined; text: string; order: TaskOrder; now: number },
): T[] {
  const wanted = text.trim().toLowerCase()
  const found = tasks.filter(
    (task) =>
      (!state || stateKey(task) === state) &&
      (!wanted || `${titleOf(task)} ${messageOf(task)}`.toLowerCase().includes(wanted)),
  )
  const sign = order.isDescending ? -1 : 1
  return found.sort((a, b) => {
    const [one, other] = [sortValue(a, order.id, now), sortValue(b, order.id, now)]
    if (one === null || other === null) return Number(one === null) - Number(other === null)
    return sign * compared(one, other) || a.name.localeCompare(b.name) || byIteration(a, b)
  })
}

function compared(one: string | number, other: string | number): number {
  if (typeof one === 'number' && typeof other === 'number') return one - other
  return String(one).localeCompare(String(other), 'en', { numeric: true })
}

function sortValue(task: TableTask, column: string, now: number): string | number | null {
  switch (column) {
    case 'state':
      return stateKey(task)
    case 'task':
      return titleOf(task)
    case 'duration':
      return secondsBetween(task.started_at, task.ended_at, now)
    case 'attempts':
      return task.attempts
    case 'memory':
      return task.peak_memory_bytes
    case 'cpu':
      return task.cpu_seconds
    case 'exit':
      return task.exit_code
    default:
      return task.started_at
  }
}

const COLUMNS = [
  'path',
  'state',
  'cached',
  'started_at',
  'ended_at',
  'seconds',
  'attempts',
  'peak_memory_bytes',
  'cpu_seconds',
  'exit_code',
  'message',
]

export function tasksCsv(tasks: readonly TableTask[], now: number): string {
  return csvText(
    COLUMNS,
    tasks.map((task) => [
      task.path,
      task.state,
      task.cached,
      task.started_at,
      task.ended_at,
      secondsBetween(task.started_at, task.ended_at, now),
      task.attempts,
      task.peak_memory_bytes,
      task.cpu_seconds,
      task.exit_code,
      messageOf(task),
    ]),
  )
}
