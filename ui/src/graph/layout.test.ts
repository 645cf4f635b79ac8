import { describe, expect, it } from 'vitest'
import { isotonic } from './layered'
import { DAGRE_LIMIT, type Layout, type LayoutNode, layoutGraph } from './layout'
import { overlaps } from './spatial'

interface Graph {
  nodes: LayoutNode[]
  edges: { source: string; target: string }[]
}

/** A reproducible source of numbers between 0 and 1. */
function numbers(seed: number): () => number {
  let state = seed
  return () => {
    state = (state * 1664525 + 1013904223) % 4294967296
    return state / 4294967296
  }
}

function aGraph(count: number, seed: number, groups = 0): Graph {
  const random = numbers(seed)
  const group = (index: number): LayoutNode => ({ id: `g${index}`, parent: null, width: 200, height: 52, head: 36 })
  const nodes: LayoutNode[] = Array.from({ length: groups }, (_, index) => group(index))
  const edges: Graph['edges'] = []
  const members = new Map<string | null, string[]>()
  for (let index = 0; index < count; index++) {
    const parent = groups > 0 && random() < 0.6 ? `g${Math.floor(random() * groups)}` : null
    const id = `n${index}`
    const before = members.get(parent) ?? []
    for (let edge = 0; edge < 2 && before.length > 0; edge++) {
      if (random() < 0.8) edges.push({ source: before[Math.floor(random() * before.length)] ?? '', target: id })
    }
    nodes.push({ id, parent, width: 200, height: 52, head: 36 })
    members.set(parent, [...before, id])
  }
  for (let index = 1; index < groups; index++) edges.push({ source: `g${index - 1}`, target: `g${index}` })
  return { nodes, edges }
}

function drawn(graph: Graph, direction: 'LR' | 'TB' = 'LR', open?: string[]): Layout {
  return layoutGraph({ ...graph, open: open ?? graph.nodes.map((node) => node.id), direction })
}

const parentOf = (graph: Graph): Map<string, string | null> =>
  new Map(graph.nodes.map((node) => [node.id, node.parent]))

const GRAPHS: [string, Graph][] = [
  ['a small graph', aGraph(12, 1)],
  ['a graph with groups', aGraph(60, 2, 4)],
  ['a graph at the limit of dagre', aGraph(DAGRE_LIMIT, 3)],
  ['a graph beyond it', aGraph(DAGRE_LIMIT + 1, 4)],
  ['a large graph with groups', aGraph(700, 5, 2)],
  ['nodes without edges', { ...aGraph(40, 6), edges: [] }],
]

describe.each(GRAPHS)('%s', (_, graph) => {
  it.each(['LR', 'TB'] as const)('draws no two nodes of a level over each other (%s)', (direction) => {
    const layout = drawn(graph, direction)
    const parents = parentOf(graph)
    expect(layout.boxes).toHaveLength(graph.nodes.length)
    for (const [index, box] of layout.boxes.entries()) {
      for (const other of layout.boxes.slice(index + 1)) {
        if (parents.get(box.id) === parents.get(other.id))
          expect(overlaps(box, other), `${box.id} ${other.id}`).toBe(false)
      }
    }
  })

  it.each(['LR', 'TB'] as const)('draws every edge forward (%s)', (direction) => {
    const layout = drawn(graph, direction)
    const boxes = new Map(layout.boxes.map((box) => [box.id, box]))
    for (const { source, target } of graph.edges) {
      const [from, to] = [boxes.get(source), boxes.get(target)]
      if (!from || !to) throw new Error('an end of an edge is not drawn')
      if (direction === 'LR') expect(from.x + from.width).toBeLessThanOrEqual(to.x)
      else expect(from.y + from.height).toBeLessThanOrEqual(to.y)
    }
  })

  it('keeps the contents of a group inside it', () => {
    const layout = drawn(graph)
    const boxes = new Map(layout.boxes.map((box) => [box.id, box]))
    for (const [id, parent] of parentOf(graph)) {
      const [box, around] = [boxes.get(id), parent === null ? undefined : boxes.get(parent)]
      if (!box || !around) continue
      expect(box.x).toBeGreaterThan(around.x)
      expect(box.y).toBeGreaterThan(around.y)
      expect(box.x + box.width).toBeLessThan(around.x + around.width)
      expect(box.y + box.height).toBeLessThan(around.y + around.height)
    }
  })

  it('answers the same to the same question', () => {
    expect(drawn(graph)).toEqual(drawn(structuredClone(graph)))
  })

  it('draws every line from node to node', () => {
    const layout = drawn(graph)
    const boxes = new Map(layout.boxes.map((box) => [box.id, box]))
    for (const route of layout.routes) {
      const [from, to] = [boxes.get(route.source), boxes.get(route.target)]
      expect(route.points[0]).toBeCloseTo((from?.x ?? 0) + (from?.width ?? 0), -1)
      expect(route.points.at(-2)).toBeCloseTo(to?.x ?? 0, -1)
      for (let index = 2; index < route.points.length; index += 2) {
        expect(route.points[index]).toBeGreaterThanOrEqual((route.points[index - 2] ?? 0) - 0.001)
      }
    }
  })
})

it('draws a closed group as one node', () => {
  const graph = aGraph(30, 7, 2)
  const layout = drawn(graph, 'LR', ['g0'])
  expect(layout.boxes.find((box) => box.id === 'g1')).toMatchObject({ width: 200, height: 52, isOpen: false })
  expect(layout.boxes.some((box) => parentOf(graph).get(box.id) === 'g1')).toBe(false)
})

it('leads a long edge past the nodes between its ends', () => {
  const ids = ['a', 'b', 'c', 'd']
  const nodes = ids.map((id): LayoutNode => ({ id, parent: null, width: 200, height: 52, head: 36 }))
  const filler = Array.from(
    { length: DAGRE_LIMIT },
    (_, index): LayoutNode => ({ id: `f${index}`, parent: null, width: 200, height: 52, head: 36 }),
  )
  const chain = [
    ['a', 'b'],
    ['b', 'c'],
    ['c', 'd'],
    ['a', 'd'],
  ].map(([source = '', target = '']) => ({ source, target }))
  for (const extra of [[], filler]) {
    const layout = layoutGraph({ nodes: [...nodes, ...extra], edges: chain, open: [], direction: 'LR' })
    const route = layout.routes.find((each) => each.source === 'a' && each.target === 'd')
    const between = layout.boxes.filter((box) => box.id === 'b' || box.id === 'c')
    expect(route?.points).toHaveLength(12)
    for (const box of between) {
      for (let index = 2; index < 10; index += 2) {
        const [x, y] = [route?.points[index] ?? 0, route?.points[index + 1] ?? 0]
        expect(
          overlaps(box, { x: x + 1, y, width: 0, height: 0 }) && overlaps(box, { x: x - 1, y, width: 0, height: 0 }),
        ).toBe(false)
      }
    }
  }
})

it('draws a graph with a cycle', () => {
  const nodes = Array.from(
    { length: DAGRE_LIMIT + 10 },
    (_, index): LayoutNode => ({ id: `n${index}`, parent: null, width: 200, height: 52, head: 36 }),
  )
  const edges = nodes.map((node, index) => ({ source: node.id, target: `n${(index + 1) % nodes.length}` }))
  expect(layoutGraph({ nodes, edges, open: [], direction: 'LR' }).boxes).toHaveLength(nodes.length)
})

it('takes two edges between the same nodes as one line', () => {
  const nodes = ['a', 'b'].map((id): LayoutNode => ({ id, parent: null, width: 200, height: 52, head: 36 }))
  const edge = { source: 'a', target: 'b' }
  expect(layoutGraph({ nodes, edges: [edge, { ...edge }], open: [], direction: 'LR' }).routes).toHaveLength(1)
})

it('draws an empty graph', () => {
  expect(layoutGraph({ nodes: [], edges: [], open: [], direction: 'LR' })).toMatchObject({
    boxes: [],
    routes: [],
    width: 0,
    height: 0,
  })
})

it('moves places apart no more than needed', () => {
  expect([...isotonic([0, 0, 0], [0, 10, 20])]).toEqual([-10, 0, 10])
  expect([...isotonic([0, 100], [0, 10])]).toEqual([0, 100])
})
