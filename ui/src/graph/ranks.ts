/** Which column each item of a level stands in. */

import { at, item, type LevelEdge } from './level'

export interface Ranks {
  rank: Int32Array
  /** The items by column, in the order in which they were reached. */
  columns: number[][]
}

/**
 * Longest-path columns: every edge goes forward. Edges that close a cycle count for nothing. An item that nothing
 * leads to stands right before the first item that needs it, so that its edge is short.
 */
export function rankItems(count: number, edges: readonly LevelEdge[]): Ranks {
  const outgoing: number[][] = Array.from({ length: count }, () => [])
  const missing = new Int32Array(count)
  for (const [source, target] of edges) {
    item(outgoing, source).push(target)
    missing[target] = at(missing, target) + 1
  }
  const isSource = Array.from(missing, (degree) => degree === 0)
  const rank = new Int32Array(count)
  const order = topologicalOrder(outgoing, missing)
  const position = new Int32Array(count)
  for (const [index, node] of order.entries()) position[node] = index
  for (const node of order) {
    for (const next of item(outgoing, node)) {
      if (at(position, next) > at(position, node)) rank[next] = Math.max(at(rank, next), at(rank, node) + 1)
    }
  }
  for (const node of order) {
    const targets = item(outgoing, node)
    if (isSource[node] && targets.length > 0) rank[node] = Math.min(...targets.map((next) => at(rank, next))) - 1
  }
  return { rank, columns: byColumn(rank, order) }
}

function byColumn(rank: Int32Array, order: readonly number[]): number[][] {
  const columns: number[][] = []
  for (const node of order) {
    const column = at(rank, node)
    while (columns.length <= column) columns.push([])
    item(columns, column).push(node)
  }
  return columns
}

/** Every item once, each after those that lead to it as far as cycles allow. */
function topologicalOrder(outgoing: readonly number[][], missing: Int32Array): number[] {
  const count = outgoing.length
  const done = new Uint8Array(count)
  const order: number[] = []
  const take = (node: number): void => {
    if (done[node]) return
    done[node] = 1
    order.push(node)
  }
  for (let node = 0; node < count; node++) if (missing[node] === 0) take(node)
  let [head, next] = [0, 0]
  while (head < count) {
    if (head === order.length) {
      while (done[next]) next++
      take(next) // a cycle: cut it at its first item
    }
    for (const target of item(outgoing, item(order, head++))) {
      missing[target] = at(missing, target) - 1
      if (missing[target] === 0) take(target)
    }
  }
  return order
}
