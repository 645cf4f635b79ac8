/** The tasks of a run as a tree: what lies in a group stands under it, in the order of time. */
import { isLeaf, type TaskFacts } from './run-tasks'

interface TreeTask extends TaskFacts {
  readonly parent: string | null
  readonly created_at: string | null
  readonly started_at: string | null
}

export interface TreeRow<T extends TreeTask> {
  readonly task: T
  readonly depth: number
  readonly isGroup: boolean
  readonly isFolded: boolean
}

/** The rows of the tree, without those in folded groups; iterations are no rows of their own. */
export function treeRows<T extends TreeTask>(
  byPath: ReadonlyMap<string, T>,
  isFolded: (group: T, size: number) => boolean,
): TreeRow<T>[] {
  const children = new Map<string | null, T[]>()
  for (const task of byPath.values()) {
    if (task.kind === 'iteration') continue
    const parent = rowParent(task, byPath)
    const list = children.get(parent)
    if (list) list.push(task)
    else children.set(parent, [task])
  }
  const rows: TreeRow<T>[] = []
  const visit = (parent: string | null, depth: number) => {
    for (const task of (children.get(parent) ?? []).sort(byTime)) {
      const inside = children.get(task.path) ?? []
      const isGroup = !isLeaf(task)
      if (isGroup && inside.length === 0) continue
      const folded = isGroup && isFolded(task, inside.length)
      rows.push({ task, depth, isGroup, isFolded: folded })
      if (!folded) visit(task.path, depth + 1)
    }
  }
  const root = [...byPath.values()].find((task) => task.parent === null)
  visit(root?.path ?? null, 0)
  return rows
}

/** The nearest group around a task that is no iteration. */
function rowParent<T extends TreeTask>(task: T, byPath: ReadonlyMap<string, T>): string | null {
  let parent = task.parent
  while (parent !== null && byPath.get(parent)?.kind === 'iteration') parent = byPath.get(parent)?.parent ?? null
  return parent
}

function byTime(a: TreeTask, b: TreeTask): number {
  return timeOf(a).localeCompare(timeOf(b)) || a.path.localeCompare(b.path, 'en', { numeric: true })
}

function timeOf(task: TreeTask): string {
  return task.created_at ?? task.started_at ?? '9'
}
