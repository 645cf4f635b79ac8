/** Where everything of a graph lies: levels laid out from the innermost open group outwards. Depends on structure only. */

import { dagreLevel } from './dagre-level'
import { layered } from './layered'
import { at, type Bend, GAPS, type Gaps, item, type LevelEdge, type LevelItem, type LevelPlan } from './level'
import { withLooseItems } from './loose'

export type Direction = 'LR' | 'TB'

/** A node as the layout sees it: its size while closed, and what an open group needs around its contents. */
export interface LayoutNode {
  id: string
  parent: string | null
  width: number
  height: number
  /** The height of the head of an open group. */
  head: number
}

export interface LayoutRequest {
  nodes: readonly LayoutNode[]
  edges: readonly { source: string; target: string }[]
  open: readonly string[]
  direction: Direction
  /** The room between columns. */
  columnGap?: number
}

/** A rectangle of the drawing, from its upper left corner. */
export interface Box {
  id: string
  x: number
  y: number
  width: number
  height: number
  depth: number
  isOpen: boolean
}

/** The line of all edges between two nodes: points in pairs, from the side of the source to the side of the target. */
export interface Route {
  source: string
  target: string
  /** x and y of each point, one after the other. */
  points: number[]
}

export interface Layout {
  /** Groups before what lies in them. */
  boxes: Box[]
  routes: Route[]
  width: number
  height: number
  direction: Direction
}

/** Levels with more nodes are laid out by the linear algorithm: dagre's time grows too fast. */
export const DAGRE_LIMIT = 150
const PADDING = 16

interface Level {
  nodes: LayoutNode[]
  edges: { source: string; target: string }[]
}

interface Placed {
  boxes: Box[]
  routes: Route[]
  width: number
  height: number
}

/** Lay out a graph. Equal requests get equal answers. */
export function layoutGraph(request: LayoutRequest): Layout {
  const levels = splitLevels(request)
  const gaps = { ...GAPS, column: request.columnGap ?? GAPS.column }
  const placed = placeLevel(null, { levels, open: new Set(request.open), direction: request.direction, gaps }, 0)
  return { ...placed, direction: request.direction }
}

function splitLevels(request: LayoutRequest): Map<string | null, Level> {
  const parents = new Map(request.nodes.map((node) => [node.id, node.parent]))
  const levels = new Map<string | null, Level>()
  const level = (key: string | null): Level => {
    const known = levels.get(key)
    if (known) return known
    const made: Level = { nodes: [], edges: [] }
    levels.set(key, made)
    return made
  }
  for (const node of request.nodes)
    level(node.parent !== null && parents.has(node.parent) ? node.parent : null).nodes.push(node)
  for (const edge of request.edges) {
    const parent = parents.get(edge.source)
    if (parent !== undefined && parent === parents.get(edge.target))
      level(parent !== null && parents.has(parent) ? parent : null).edges.push(edge)
  }
  return levels
}

/** What is the same for all levels. */
interface Drawing {
  levels: ReadonlyMap<string | null, Level>
  open: ReadonlySet<string>
  direction: Direction
  gaps: Gaps
}

function placeLevel(key: string | null, drawing: Drawing, depth: number): Placed {
  const { levels, open, direction, gaps } = drawing
  const level = levels.get(key) ?? { nodes: [], edges: [] }
  const opened = level.nodes.filter((node) => open.has(node.id) && levels.has(node.id))
  const inner = new Map(opened.map((node) => [node.id, placeLevel(node.id, drawing, depth + 1)]))
  const sizes = level.nodes.map((node) => outerSize(node, inner.get(node.id)))
  const index = new Map(level.nodes.map((node, position) => [node.id, position]))
  const edges = distinctEdges(level, index)
  const isAcross = direction === 'TB'
  const turned = isAcross ? sizes.map(({ width, height }) => ({ width: height, height: width })) : sizes
  const plan = planLevel(turned, edges, gaps)
  const corner = upperLeft(turned, plan)
  const placed = placeBoxes(level, inner, sizes, depth, (position) => {
    const [along, across] = [at(plan.x, position) - corner.x, at(plan.y, position) - corner.y]
    return isAcross ? { x: across, y: along } : { x: along, y: across }
  })
  for (const [position, edge] of edges.entries()) {
    const points = routePoints(edge, item(plan.bends, position), plan, turned, corner)
    placed.routes.push({
      source: item(level.nodes, edge[0]).id,
      target: item(level.nodes, edge[1]).id,
      points: isAcross ? swapPairs(points) : points,
    })
  }
  return placed
}

/** The boxes of a level and of what is open in it, around the centres that were found. */
function placeBoxes(
  level: Level,
  inner: ReadonlyMap<string, Placed>,
  sizes: readonly LevelItem[],
  depth: number,
  centre: (position: number) => { x: number; y: number },
): Placed {
  const placed: Placed = { boxes: [], routes: [], width: 0, height: 0 }
  for (const [position, node] of level.nodes.entries()) {
    const size = item(sizes, position)
    const middle = centre(position)
    const x = Math.round(middle.x - size.width / 2)
    const y = Math.round(middle.y - size.height / 2)
    const contents = inner.get(node.id)
    placed.boxes.push({ id: node.id, x, y, ...size, depth, isOpen: contents !== undefined })
    placed.width = Math.max(placed.width, x + size.width)
    placed.height = Math.max(placed.height, y + size.height)
    if (contents) addInner(placed, contents, x + PADDING, y + node.head)
  }
  return placed
}

function planLevel(items: readonly LevelItem[], edges: readonly LevelEdge[], gaps: Gaps): LevelPlan {
  return withLooseItems(items, edges, gaps, items.length > DAGRE_LIMIT ? layered : dagreLevel)
}

function outerSize(node: LayoutNode, contents: Placed | undefined): { width: number; height: number } {
  if (!contents) return { width: node.width, height: node.height }
  return {
    width: Math.max(node.width, contents.width + 2 * PADDING),
    height: contents.height + node.head + PADDING,
  }
}

/** One edge for each pair of nodes, in the order of the request. */
function distinctEdges(level: Level, index: ReadonlyMap<string, number>): LevelEdge[] {
  const seen = new Set<string>()
  const edges: LevelEdge[] = []
  for (const { source, target } of level.edges) {
    const [from, to] = [index.get(source), index.get(target)]
    const key = `${from} ${to}`
    if (from === undefined || to === undefined || from === to || seen.has(key)) continue
    seen.add(key)
    edges.push([from, to])
  }
  return edges
}

function upperLeft(items: readonly LevelItem[], plan: LevelPlan): { x: number; y: number } {
  let [x, y] = [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY]
  for (const [index, { width, height }] of items.entries()) {
    x = Math.min(x, at(plan.x, index) - width / 2)
    y = Math.min(y, at(plan.y, index) - height / 2)
  }
  for (const bend of plan.bends.flat()) y = Math.min(y, bend.y)
  return { x, y }
}

function routePoints(
  [source, target]: LevelEdge,
  bends: readonly Bend[],
  plan: LevelPlan,
  items: readonly LevelItem[],
  corner: { x: number; y: number },
): number[] {
  const points = [at(plan.x, source) + item(items, source).width / 2 - corner.x, at(plan.y, source) - corner.y]
  for (const bend of bends)
    points.push(bend.left - corner.x, bend.y - corner.y, bend.right - corner.x, bend.y - corner.y)
  points.push(at(plan.x, target) - item(items, target).width / 2 - corner.x, at(plan.y, target) - corner.y)
  return points
}

function swapPairs(points: readonly number[]): number[] {
  return points.map((_, index) => at(points, index % 2 === 0 ? index + 1 : index - 1))
}

function addInner(placed: Placed, inner: Placed, dx: number, dy: number): void {
  for (const box of inner.boxes) placed.boxes.push({ ...box, x: box.x + dx, y: box.y + dy })
  for (const route of inner.routes) {
    placed.routes.push({ ...route, points: route.points.map((value, index) => value + (index % 2 === 0 ? dx : dy)) })
  }
}
