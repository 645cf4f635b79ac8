/** One level by dagre: the finest drawing, for levels of ordinary size. */

import { Graph, layout } from '@dagrejs/dagre'
import { at, type Bend, type Gaps, item, type LevelEdge, type LevelItem, type LevelPlan } from './level'

/** Lay out one level from left to right. */
export function dagreLevel(items: readonly LevelItem[], edges: readonly LevelEdge[], gaps: Gaps): LevelPlan {
  const graph = new Graph()
  graph.setGraph({
    rankdir: 'LR',
    nodesep: gaps.row,
    edgesep: gaps.edge,
    ranksep: gaps.column,
    ranker: 'network-simplex',
  })
  graph.setDefaultEdgeLabel(() => ({}))
  for (const [index, each] of items.entries()) graph.setNode(String(index), { width: each.width, height: each.height })
  for (const [source, target] of edges) graph.setEdge(String(source), String(target), {})
  layout(graph)
  const centre = (index: number): { x: number; y: number } => graph.node(String(index)) as { x: number; y: number }
  const x = Float64Array.from(items, (_, index) => centre(index).x)
  const y = Float64Array.from(items, (_, index) => centre(index).y)
  const spans = columnSpans(items, x)
  const bends = edges.map(([source, target]) => {
    const drawn = graph.edge(String(source), String(target)) as { points: { x: number; y: number }[] } | undefined
    const [from, to] = [at(x, source), at(x, target)]
    return (drawn?.points ?? []).flatMap((point): Bend[] => {
      const span = point.x > from + 1 && point.x < to - 1 ? spans.get(Math.round(point.x)) : undefined
      return span ? [{ ...span, y: point.y }] : []
    })
  })
  return { x, y, bends }
}

/** The sides of each column by its middle. Dagre centres the items of a column on one line. */
function columnSpans(items: readonly LevelItem[], x: Float64Array): Map<number, { left: number; right: number }> {
  const spans = new Map<number, { left: number; right: number }>()
  for (const [index, centre] of x.entries()) {
    const half = item(items, index).width / 2
    const known = spans.get(Math.round(centre))
    spans.set(Math.round(centre), {
      left: Math.min(known?.left ?? Number.POSITIVE_INFINITY, centre - half),
      right: Math.max(known?.right ?? Number.NEGATIVE_INFINITY, centre + half),
    })
  }
  return spans
}
