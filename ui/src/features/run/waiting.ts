import type { TaskRow } from '@/api/run'
import { isFinal } from '@/domain/states'
import { containers, type Structure, type StructureNode } from '@/graph/structure'

interface NamedNode extends StructureNode {
  readonly name: string
}

/** What a node that has not begun waits for: the tasks before it, or before a group around it. */
export function waitingText(
  structure: Structure<NamedNode>,
  tasks: ReadonlyMap<string, readonly Pick<TaskRow, 'state'>[]>,
  id: string,
): string {
  for (const place of [id, ...containers(structure, id)]) {
    const before = (structure.incoming.get(place) ?? [])
      .map((edge) => edge.source)
      .filter((source) => !isDone(tasks.get(source)))
      .map((source) => structure.byId.get(source)?.name ?? source)
    if (before.length > 0) return `waiting on ${[...new Set(before)].join(', ')}`
  }
  return 'waiting'
}

function isDone(rows: readonly Pick<TaskRow, 'state'>[] | undefined): boolean {
  return rows !== undefined && rows.length > 0 && rows.every((row) => isFinal(row.state))
}
