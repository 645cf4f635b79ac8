/** The tasks of a run that are still to come: rows are made as tasks begin to wait, and the graph tells what follows. */
import { isFinal } from './states'

interface GraphNode {
  readonly id: string
  readonly parent: string | null
  readonly kind: string
  readonly items: string | null
}

interface KnownTask {
  readonly state: string
}

/** How many tasks there will be besides those that are known; of a loop whose items are unknown, one of each. */
export function tasksAhead(nodes: readonly GraphNode[], known: ReadonlyMap<string, KnownTask>): number {
  const inside = new Map<string | null, GraphNode[]>()
  for (const node of nodes) {
    const list = inside.get(node.parent)
    if (list) list.push(node)
    else inside.set(node.parent, [node])
  }
  const within = (group: string | null, place: string): number =>
    (inside.get(group) ?? []).reduce((sum, node) => sum + under(node, `${place}/${lastPart(node.id)}`), 0)
  const under = (node: GraphNode, path: string): number => {
    const task = known.get(path)
    if (!inside.has(node.id)) return task ? 0 : 1
    if (task && isFinal(task.state)) return 0
    return node.kind === 'loop' ? inLoop(node, path) : within(node.id, path)
  }
  const inLoop = (node: GraphNode, path: string): number => {
    let [count, sum] = [0, 0]
    for (let at = known.get(`${path}[0]`); at; at = known.get(`${path}[${count}]`)) {
      if (!isFinal(at.state)) sum += within(node.id, `${path}[${count}]`)
      count += 1
    }
    const unopened = (itemCount(node.items) ?? Math.max(count, 1)) - count
    return unopened > 0 ? sum + unopened * within(node.id, `${path}[${count}]`) : sum
  }
  return within(null, 'root')
}

/** How many items a loop has whose items stand in the pipeline itself. */
export function itemCount(items: string | null): number | null {
  if (!items?.startsWith('[')) return null
  try {
    const parsed: unknown = JSON.parse(items)
    return Array.isArray(parsed) ? parsed.length : null
  } catch {
    return null // longer than what the server tells
  }
}

function lastPart(id: string): string {
  return id.slice(id.lastIndexOf('/') + 1)
}
