/** A layered layout in time proportional to nodes and edges, for levels that are too large for dagre. */

import { at, type Bend, type Gaps, item, type LevelEdge, type LevelItem, type LevelPlan } from './level'
import { rankItems } from './ranks'

const ORDER_SWEEPS = 8
const PLACE_SWEEPS = 6
/** At most so many places for passing edges for each item; longer edges run behind the items. */
const PASSAGES_PER_ITEM = 4

/** Items, and the places where long edges pass columns, as one graph whose edges all join neighbouring columns. */
interface Mesh {
  columns: number[][]
  height: number[]
  outgoing: number[][]
  incoming: number[][]
  /** The passages that an edge runs through, in order; none where it is short or runs behind the items. */
  passages: number[][]
}

/** Lay out one level from left to right. */
export function layered(items: readonly LevelItem[], edges: readonly LevelEdge[], gaps: Gaps): LevelPlan {
  const { rank, columns } = rankItems(items.length, edges)
  const mesh = buildMesh(items, edges, rank, columns)
  orderColumns(mesh)
  const y = placeRows(mesh, items.length, gaps)
  const spans = placeColumns(items, columns, gaps)
  const x = Float64Array.from(items, (_, index) => {
    const span = item(spans, at(rank, index))
    return (span.left + span.right) / 2
  })
  const bends = edges.map(([source], edge) =>
    item(mesh.passages, edge).map((passage, step): Bend => {
      const span = item(spans, at(rank, source) + 1 + step)
      return { left: span.left, right: span.right, y: at(y, passage) }
    }),
  )
  return { x, y: y.slice(0, items.length), bends }
}

function buildMesh(
  items: readonly LevelItem[],
  edges: readonly LevelEdge[],
  rank: Int32Array,
  ranked: readonly number[][],
): Mesh {
  const mesh: Mesh = {
    columns: ranked.map((column) => [...column]),
    height: items.map((each) => each.height),
    outgoing: items.map(() => []),
    incoming: items.map(() => []),
    passages: edges.map(() => []),
  }
  const chains = new Map<number, number[]>()
  for (const [source, length] of chainLengths(items.length, edges, rank))
    chains.set(source, addChain(mesh, source, length, rank))
  for (const [edge, [source, target]] of edges.entries()) {
    const span = at(rank, target) - at(rank, source)
    const chain = chains.get(source) ?? []
    if (span === 1) link(mesh, source, target)
    else if (span > 1 && chain.length >= span - 1) {
      mesh.passages[edge] = chain.slice(0, span - 1)
      link(mesh, item(chain, span - 2), target)
    }
  }
  return mesh
}

/** How far the long edges of each source reach: they share one chain of passages. Short chains first, up to a budget. */
function chainLengths(count: number, edges: readonly LevelEdge[], rank: Int32Array): [number, number][] {
  const reach = new Map<number, number>()
  for (const [source, target] of edges) {
    const length = at(rank, target) - at(rank, source) - 1
    if (length > 0) reach.set(source, Math.max(reach.get(source) ?? 0, length))
  }
  let budget = count * PASSAGES_PER_ITEM
  return [...reach]
    .sort((a, b) => a[1] - b[1])
    .filter(([, length]) => {
      budget -= length
      return budget >= 0
    })
}

function addChain(mesh: Mesh, source: number, length: number, rank: Int32Array): number[] {
  const chain: number[] = []
  let before = source
  for (let step = 1; step <= length; step++) {
    const passage = mesh.height.length
    mesh.height.push(0)
    mesh.outgoing.push([])
    mesh.incoming.push([])
    item(mesh.columns, at(rank, source) + step).push(passage)
    link(mesh, before, passage)
    chain.push(passage)
    before = passage
  }
  return chain
}

function link(mesh: Mesh, source: number, target: number): void {
  item(mesh.outgoing, source).push(target)
  item(mesh.incoming, target).push(source)
}

/** Order each column by the mean place of its neighbours, to and fro, so that few edges cross. */
function orderColumns(mesh: Mesh): void {
  const place = new Float64Array(mesh.height.length)
  const settle = (column: readonly number[]): void => {
    for (const [index, node] of column.entries()) place[node] = index
  }
  mesh.columns.forEach(settle)
  const key = new Float64Array(mesh.height.length)
  for (let sweep = 0; sweep < ORDER_SWEEPS; sweep++) {
    const isForward = sweep % 2 === 0
    const neighbours = isForward ? mesh.incoming : mesh.outgoing
    for (const column of isForward ? mesh.columns : [...mesh.columns].reverse()) {
      for (const node of column) key[node] = mean(item(neighbours, node), place, at(place, node))
      column.sort((a, b) => at(key, a) - at(key, b))
      settle(column)
    }
  }
}

/** Draw each item to the mean height of its neighbours, keeping the order and the gaps of its column. */
function placeRows(mesh: Mesh, count: number, gaps: Gaps): Float64Array {
  const y = new Float64Array(mesh.height.length)
  const offsets = mesh.columns.map((column) => stack(column, mesh.height, count, gaps))
  for (const [index, column] of mesh.columns.entries()) {
    const offset = item(offsets, index)
    const middle = at(offset, column.length - 1) / 2
    for (const [row, node] of column.entries()) y[node] = at(offset, row) - middle
  }
  for (let sweep = 0; sweep < PLACE_SWEEPS; sweep++) {
    const isForward = sweep % 2 === 0
    const neighbours = isForward ? mesh.incoming : mesh.outgoing
    for (let step = 0; step < mesh.columns.length; step++) {
      const index = isForward ? step : mesh.columns.length - 1 - step
      const column = item(mesh.columns, index)
      const wanted = column.map((node) => mean(item(neighbours, node), y, at(y, node)))
      const placed = isotonic(wanted, item(offsets, index))
      for (const [row, node] of column.entries()) y[node] = at(placed, row)
    }
  }
  return y
}

/** The centres of a column's items when they are packed from zero. */
function stack(column: readonly number[], height: readonly number[], count: number, gaps: Gaps): Float64Array {
  const centres = new Float64Array(column.length)
  for (let row = 1; row < column.length; row++) {
    const [above, here] = [item(column, row - 1), item(column, row)]
    const gap = above < count && here < count ? gaps.row : gaps.edge
    centres[row] = at(centres, row - 1) + (at(height, above) + at(height, here)) / 2 + gap
  }
  return centres
}

/** The heights nearest to the wanted ones (least squares) at which each item is at least its packed distance below the last. */
export function isotonic(wanted: readonly number[], packed: ArrayLike<number>): Float64Array {
  const sums: number[] = []
  const sizes: number[] = []
  for (const [row, want] of wanted.entries()) {
    let [sum, size] = [want - at(packed, row), 1]
    while (sums.length > 0 && at(sums, sums.length - 1) / at(sizes, sizes.length - 1) > sum / size) {
      sum += sums.pop() ?? 0
      size += sizes.pop() ?? 0
    }
    sums.push(sum)
    sizes.push(size)
  }
  const placed = new Float64Array(wanted.length)
  let row = 0
  for (const [block, size] of sizes.entries()) {
    for (let step = 0; step < size; step++, row++) placed[row] = at(sums, block) / size + at(packed, row)
  }
  return placed
}

function placeColumns(
  items: readonly LevelItem[],
  columns: readonly number[][],
  gaps: Gaps,
): { left: number; right: number }[] {
  let left = 0
  return columns.map((column) => {
    const width = column.reduce((widest, node) => Math.max(widest, item(items, node).width), 0)
    const span = { left, right: left + width }
    left = span.right + gaps.column
    return span
  })
}

function mean(nodes: readonly number[], values: Float64Array, otherwise: number): number {
  if (nodes.length === 0) return otherwise
  let sum = 0
  for (const node of nodes) sum += at(values, node)
  return sum / nodes.length
}
