import { memo, type ReactNode } from 'react'
import type { Box } from '@/graph/layout'
import { isGroup, type Structure, type StructureNode } from '@/graph/structure'
import type { Decoration } from './decoration'
import { GroupFrame } from './group-frame'
import { NodeCard } from './node-card'

interface NodeLayerProps {
  structure: Structure
  decorations: ReadonlyMap<string, Decoration>
  /** The boxes in view, groups before what lies in them. */
  shown: readonly Box[]
  selected: string | null
  cursor: string | null
  isDimmed: (id: string) => boolean
  toggle: (id: string) => void
  renderHead: ((node: StructureNode, width: number) => ReactNode) | undefined
  /** The lines, which lie over frames and under nodes. */
  edges: ReactNode
}

/** The nodes in view, as HTML: frames of open groups, lines, and cards. */
export const NodeLayer = memo(function NodeLayer(props: NodeLayerProps) {
  const { structure, decorations, shown, selected, cursor, isDimmed, toggle, renderHead, edges } = props
  const common = (box: Box, decoration: Decoration) => ({
    box,
    decoration,
    isSelected: box.id === selected,
    isCursor: box.id === cursor,
    isDimmed: isDimmed(box.id),
  })
  const frames: ReactNode[] = []
  const cards: ReactNode[] = []
  for (const box of shown) {
    const decoration = decorations.get(box.id)
    const node = structure.byId.get(box.id)
    if (!decoration || !node) continue
    if (box.isOpen)
      frames.push(
        <GroupFrame key={box.id} {...common(box, decoration)} onClose={toggle}>
          {renderHead?.(node, box.width)}
        </GroupFrame>,
      )
    else cards.push(<NodeCard key={box.id} {...common(box, decoration)} isStack={isGroup(structure, box.id)} />)
  }
  return (
    <>
      {frames}
      {edges}
      {cards}
    </>
  )
})
