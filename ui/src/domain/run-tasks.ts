/** The tasks of a run, seen by the nodes of its graph: a node in a loop stands for many tasks. */
import { isFinal } from './states'

/** What is needed of a task here. */
export interface TaskFacts {
  readonly path: string
  readonly node: string
  readonly kind: string
  readonly iterations: readonly number[]
  readonly state: string
  readonly cached: boolean
  readonly attempts: number
  readonly seq: number
}

/** The tasks with newer rows in the place of older ones; the same map if nothing is newer. */
export function mergeTasks<T extends TaskFacts>(
  known: ReadonlyMap<string, T>,
  changed: readonly T[],
): ReadonlyMap<string, T> {
  const newer = changed.filter((task) => (known.get(task.path)?.seq ?? -1) < task.seq)
  if (newer.length === 0) return known
  const merged = new Map(known)
  for (const task of newer) merged.set(task.path, task)
  return merged
}

/** The tasks under each node, in the order of their iterations. */
export function tasksByNode<T extends TaskFacts>(tasks: Iterable<T>): Map<string, T[]> {
  const byNode = new Map<string, T[]>()
  for (const task of tasks) {
    const list = byNode.get(task.node)
    if (list) list.push(task)
    else byNode.set(task.node, [task])
  }
  for (const list of byNode.values()) if (list.length > 1) list.sort(byIteration)
  return byNode
}

/** Which of two tasks of one node comes first. */
export function byIteration(a: TaskFacts, b: TaskFacts): number {
  const at = a.iterations.findIndex((number, index) => number !== b.iterations[index])
  if (at < 0) return a.iterations.length - b.iterations.length
  return (a.iterations[at] ?? 0) - (b.iterations[at] ?? -1)
}

/** As many as there is room for, in their order: those that failed or are under way before those that are done. */
export function notable<T extends TaskFacts>(tasks: readonly T[], room: number): T[] {
  if (tasks.length <= room) return [...tasks]
  const rank = (task: T) => FIRST.indexOf(task.state)
  const chosen = new Set([...tasks].sort((a, b) => rank(a) - rank(b)).slice(0, Math.max(0, room)))
  return tasks.filter((task) => chosen.has(task))
}

/** Whether it does something itself, instead of holding others. */
export function isLeaf(task: TaskFacts): boolean {
  return task.kind === 'container' || task.kind === 'importer'
}

export function isRetrying(task: TaskFacts): boolean {
  return !isFinal(task.state) && task.attempts > 1
}

const FIRST = ['FAILED', 'RUNNING', 'PAUSED', 'CANCELING', 'PENDING', 'CANCELED', 'SUCCEEDED', 'SKIPPED']

/** The state that says most about several: what failed before what runs, what runs before what is done. */
export function stateOfMany(states: readonly string[]): string {
  return FIRST.find((state) => states.includes(state)) ?? states[0] ?? 'PENDING'
}

/** How many are in each state; cached ones are counted apart. */
export function countStates(tasks: Iterable<TaskFacts>): Map<string, number> {
  const counts = new Map<string, number>()
  for (const task of tasks) {
    const key = task.state === 'SUCCEEDED' && task.cached ? 'CACHED' : task.state
    counts.set(key, (counts.get(key) ?? 0) + 1)
  }
  return counts
}

/** What a task is called in a list: its name, and in loops the numbers of its iterations, counted from one. */
export function titleOf(task: { readonly name: string; readonly iterations: readonly number[] }): string {
  if (task.iterations.length === 0) return task.name
  return `${task.name} #${task.iterations.map((iteration) => iteration + 1).join('.')}`
}
