/** What a graph is made of, apart from how it looks: nodes in groups, and edges between nodes of one group. */

export interface StructureNode {
  id: string
  /** The group that it lies in; null at the top. */
  parent: string | null
}

export interface StructureEdge {
  source: string
  target: string
}

/** A graph with its indexes. Built once for each structure; never changes with states. */
export interface Structure<N extends StructureNode = StructureNode, E extends StructureEdge = StructureEdge> {
  nodes: readonly N[]
  edges: readonly E[]
  byId: ReadonlyMap<string, N>
  children: ReadonlyMap<string | null, readonly N[]>
  outgoing: ReadonlyMap<string, readonly E[]>
  incoming: ReadonlyMap<string, readonly E[]>
  /** How many nodes without children lie in a group, at any depth. */
  leaves: ReadonlyMap<string, number>
}

/** Index a graph. A node whose parent is unknown lies at the top; an edge that lacks an end is left out. */
export function buildStructure<N extends StructureNode, E extends StructureEdge>(
  nodes: readonly N[],
  edges: readonly E[],
): Structure<N, E> {
  const byId = new Map(nodes.map((node) => [node.id, node]))
  const children = new Map<string | null, N[]>([[null, []]])
  for (const node of nodes) push(children, node.parent !== null && byId.has(node.parent) ? node.parent : null, node)
  const outgoing = new Map<string, E[]>()
  const incoming = new Map<string, E[]>()
  const whole = edges.filter((edge) => byId.has(edge.source) && byId.has(edge.target) && edge.source !== edge.target)
  for (const edge of whole) {
    push(outgoing, edge.source, edge)
    push(incoming, edge.target, edge)
  }
  return { nodes, edges: whole, byId, children, outgoing, incoming, leaves: countLeaves(children) }
}

export function isGroup(structure: Structure, id: string): boolean {
  return structure.children.has(id)
}

/** The groups that a node lies in, innermost first. */
export function containers(structure: Structure, id: string): string[] {
  const found: string[] = []
  let parent = structure.byId.get(id)?.parent ?? null
  while (parent !== null && structure.byId.has(parent) && !found.includes(parent)) {
    found.push(parent)
    parent = structure.byId.get(parent)?.parent ?? null
  }
  return found
}

/** The nodes that are drawn while the given groups are open, parents before children. */
export function visibleNodes<N extends StructureNode>(structure: Structure<N>, open: ReadonlySet<string>): N[] {
  const found: N[] = []
  const visit = (parent: string | null): void => {
    for (const node of structure.children.get(parent) ?? []) {
      found.push(node)
      if (open.has(node.id)) visit(node.id)
    }
  }
  visit(null)
  return found
}

/** What stands for a node while the given groups are open: itself, or the outermost closed group around it. */
export function standIn(structure: Structure, id: string, open: ReadonlySet<string>): string {
  const closed = containers(structure, id).filter((group) => !open.has(group))
  return closed.at(-1) ?? id
}

/** The groups that are open at first: all of them while the whole drawing stays small, else none. */
export function openAtFirst(structure: Structure, limit: number): Set<string> {
  const groups = [...structure.children.keys()].filter((id) => id !== null)
  return structure.nodes.length <= limit ? new Set(groups) : new Set()
}

function countLeaves<N extends StructureNode>(children: ReadonlyMap<string | null, readonly N[]>): Map<string, number> {
  const leaves = new Map<string, number>()
  const count = (id: string): number => {
    let total = 0
    for (const child of children.get(id) ?? []) total += children.has(child.id) ? count(child.id) : 1
    leaves.set(id, total)
    return total
  }
  for (const node of children.get(null) ?? []) if (children.has(node.id)) count(node.id)
  return leaves
}

function push<K, V>(lists: Map<K, V[]>, key: K, value: V): void {
  const list = lists.get(key)
  if (list) list.push(value)
  else lists.set(key, [value])
}
