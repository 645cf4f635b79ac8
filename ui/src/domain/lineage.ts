/** What made an artifact and what used it: as a graph with siblings folded, and as a list. */
import { grouped } from './grouped'

export interface LineageItem {
  id: string
  kind: 'artifact' | 'task'
}

export interface LineageLink {
  source: string
  target: string
  slot: string
}

/** Siblings beyond the first, folded into one. */
export interface Folded<T> {
  id: string
  kind: 'folded'
  members: T[]
  /** Where they hang, and on which side of it they lie. */
  parent: string
  direction: 'up' | 'down'
}

export interface LineageGraph<T> {
  nodes: (T | Folded<T>)[]
  edges: LineageLink[]
}

/** A row of the list: an item and how far from the centre it lies, negative for what came before. */
export interface LineageRow<T> {
  item: T
  distance: number
  /** Through which slot it hangs on the one nearer to the centre. */
  slot: string
  parent: string | null
}

/**
 * How far each item lies from the centre: what made it has negative numbers, what used it positive ones. Items that
 * are reached only across (what else was made of the same data) have none.
 */
export function distances(center: string, links: readonly LineageLink[]): Map<string, number> {
  const found = new Map([[center, 0]])
  for (const step of [-1, 1]) {
    const next = neighbours(links, step)
    const queue = [center]
    for (let head = 0; head < queue.length; head += 1) {
      const id = queue[head] ?? center
      for (const { id: other } of next.get(id) ?? []) {
        if (found.has(other)) continue
        found.set(other, (found.get(id) ?? 0) + step)
        queue.push(other)
      }
    }
  }
  return found
}

/**
 * Fold siblings: where an item has more than `most` neighbours farther out, those after the first ones become one item.
 * What is reached only through folded ones is folded away with them.
 */
export function folded<T extends LineageItem>(
  center: string,
  items: readonly T[],
  links: readonly LineageLink[],
  options: { most: number; open: ReadonlySet<string> },
): LineageGraph<T> {
  const byId = new Map(items.map((item) => [item.id, item]))
  const shown = new Set([center])
  const folds = (['up', 'down'] as const).flatMap((direction) =>
    spread(center, byId, links, { ...options, direction, shown }),
  )
  const hidden = folds.filter((fold) => fold.members.some((member) => !shown.has(member.id)))
  const nodes = [...items.filter((item) => shown.has(item.id)), ...hidden]
  const edges = [
    ...links.filter((link) => shown.has(link.source) && shown.has(link.target)),
    ...hidden.map(({ id, parent, direction }) =>
      direction === 'up' ? { source: id, target: parent, slot: '' } : { source: parent, target: id, slot: '' },
    ),
  ]
  return { nodes, edges }
}

interface Spread {
  most: number
  open: ReadonlySet<string>
  direction: 'up' | 'down'
  /** Grows by what is shown. */
  shown: Set<string>
}

function spread<T extends LineageItem>(
  center: string,
  byId: ReadonlyMap<string, T>,
  links: readonly LineageLink[],
  { most, open, direction, shown }: Spread,
): Folded<T>[] {
  const next = neighbours(links, direction === 'up' ? -1 : 1)
  const folds: Folded<T>[] = []
  const queue = [center]
  for (let head = 0; head < queue.length; head += 1) {
    const parent = queue[head] ?? center
    const fresh = unique((next.get(parent) ?? []).map(({ id }) => id)).filter((id) => !shown.has(id) && byId.has(id))
    const id = `fold:${direction}:${parent}`
    const kept = fresh.length > most && !open.has(id) ? fresh.slice(0, most - 1) : fresh
    for (const member of kept) shown.add(member)
    queue.push(...kept)
    const members = fresh.slice(kept.length).flatMap((member) => byId.get(member) ?? [])
    if (members.length) folds.push({ id, kind: 'folded', members, parent, direction })
  }
  return folds
}

/** The same as rows, nearest first: what made it, and what used it. */
export function lineageRows<T extends LineageItem>(
  center: string,
  items: readonly T[],
  links: readonly LineageLink[],
): { up: LineageRow<T>[]; down: LineageRow<T>[] } {
  return { up: walk(center, items, links, -1), down: walk(center, items, links, 1) }
}

/** Depth first, so that what hangs together stands together. */
function walk<T extends LineageItem>(
  center: string,
  items: readonly T[],
  links: readonly LineageLink[],
  step: number,
): LineageRow<T>[] {
  const byId = new Map(items.map((item) => [item.id, item]))
  const next = neighbours(links, step)
  const seen = new Set([center])
  const rows: LineageRow<T>[] = []
  const stack = [{ id: center, distance: 0, slot: '', parent: null as string | null }]
  while (stack.length) {
    const at = stack.pop()
    if (!at) break
    const item = byId.get(at.id)
    if (at.distance !== 0) {
      if (seen.has(at.id) || !item) continue
      seen.add(at.id)
      rows.push({ item, distance: at.distance, slot: at.slot, parent: at.parent })
    }
    const farther = (next.get(at.id) ?? []).filter(({ id }) => !seen.has(id)).reverse()
    for (const { id, slot } of farther) stack.push({ id, distance: at.distance + step, slot, parent: at.id })
  }
  return rows
}

function neighbours(links: readonly LineageLink[], step: number): Map<string, { id: string; slot: string }[]> {
  const near = step < 0 ? 'target' : 'source'
  const far = step < 0 ? 'source' : 'target'
  const groups = grouped(links, (link) => link[near])
  return new Map([...groups].map(([id, found]) => [id, found.map((link) => ({ id: link[far], slot: link.slot }))]))
}

function unique<T>(items: readonly T[]): T[] {
  return [...new Set(items)]
}
