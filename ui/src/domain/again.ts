/** Which tasks of a run are done again when it goes on from what failed. */
import { isLeaf, type TaskFacts } from './run-tasks'

interface EndedTask extends TaskFacts {
  readonly failure: { readonly reason: string } | null
}

export interface Again<T extends EndedTask> {
  /** Done again: they failed, were stopped, or were left out because something before them failed. */
  readonly again: readonly T[]
  /** How many keep what they have. */
  readonly kept: number
}

export function doneAgain<T extends EndedTask>(tasks: Iterable<T>): Again<T> {
  const leaves = [...tasks].filter(isLeaf)
  const again = leaves.filter(
    (task) => task.state !== 'SUCCEEDED' && !(task.state === 'SKIPPED' && task.failure?.reason === 'ConditionFalse'),
  )
  return { again, kept: leaves.filter((task) => task.state === 'SUCCEEDED').length }
}
