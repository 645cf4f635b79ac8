/** What a node depends on and what depends on it. */

import { containers, type Structure } from './structure'

export interface Related {
  /** Nodes whose whole contents belong to it as well. */
  whole: ReadonlySet<string>
  /** Groups of which only the frame belongs to it. */
  frames: ReadonlySet<string>
}

/** Everything up- and downstream of a node, on its own level and on those around it. */
export function related(structure: Structure, id: string): Related {
  const whole = new Set<string>()
  const around = containers(structure, id)
  for (const start of [id, ...around]) {
    collect(start, (node) => structure.outgoing.get(node)?.map((edge) => edge.target), whole)
    collect(start, (node) => structure.incoming.get(node)?.map((edge) => edge.source), whole)
  }
  for (const group of around) whole.delete(group)
  whole.add(id)
  return { whole, frames: new Set(around) }
}

/** Whether a node, or a group around it, belongs to what is related. */
export function isRelated(structure: Structure, related: Related, id: string): boolean {
  if (related.whole.has(id) || related.frames.has(id)) return true
  return containers(structure, id).some((group) => related.whole.has(group))
}

function collect(start: string, next: (id: string) => readonly string[] | undefined, found: Set<string>): void {
  const seen = new Set([start])
  const queue = [start]
  for (const node of queue) {
    for (const other of next(node) ?? []) {
      if (seen.has(other)) continue
      seen.add(other)
      found.add(other)
      queue.push(other)
    }
  }
}
