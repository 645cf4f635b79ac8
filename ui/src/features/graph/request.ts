import type { Direction, LayoutRequest } from '@/graph/layout'
import { isRelated, type Related } from '@/graph/related'
import type { Structure, StructureNode } from '@/graph/structure'
import { visibleNodes } from '@/graph/structure'
import { GROUP_HEAD, NODE_HEIGHT, NODE_WIDTH } from './decoration'

interface Choices<N extends StructureNode> {
  open: ReadonlySet<string>
  direction: Direction
  /** Room between columns for what travels along the edges. */
  hasWideGaps: boolean
  /** Only these nodes are drawn; all where it is null. */
  scope: Related | null
  headOf: ((node: N) => number) | undefined
}

/** What the layout must know of a graph, as it is opened now. */
export function layoutRequest<N extends StructureNode>(structure: Structure<N>, choices: Choices<N>): LayoutRequest {
  const { open, direction, hasWideGaps, scope, headOf } = choices
  const shown = visibleNodes(structure, open).filter((node) => !scope || isRelated(structure, scope, node.id))
  const ids = new Set(shown.map((node) => node.id))
  return {
    nodes: shown.map((node) => ({
      id: node.id,
      parent: node.parent,
      width: NODE_WIDTH,
      height: NODE_HEIGHT,
      head: GROUP_HEAD + (headOf?.(node) ?? 0),
    })),
    edges: structure.edges
      .filter((edge) => ids.has(edge.source) && ids.has(edge.target))
      .map(({ source, target }) => ({ source, target })),
    open: [...open],
    direction,
    columnGap: hasWideGaps ? 144 : 56,
  }
}
