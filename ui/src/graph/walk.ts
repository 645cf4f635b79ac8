/** Walking a drawing by the arrow keys: along edges, and between neighbours of a column. */

import type { Box, Direction, Layout } from './layout'

export type Arrow = 'ArrowLeft' | 'ArrowRight' | 'ArrowUp' | 'ArrowDown'

interface Neighbours {
  outgoing: readonly { target: string }[]
  incoming: readonly { source: string }[]
}

/** The node that an arrow key leads to from `from`; null where there is none. */
export function walk(
  layout: Layout,
  neighbours: (id: string) => Neighbours,
  from: string | null,
  arrow: Arrow,
): string | null {
  const boxes = new Map(layout.boxes.map((box) => [box.id, box]))
  const here = from === null ? undefined : boxes.get(from)
  if (!here) return firstBox(layout)?.id ?? null
  const step = turn(arrow, layout.direction)
  if (step === 'along')
    return (
      along(
        here,
        neighbours(here.id).outgoing.map((edge) => edge.target),
        boxes,
        layout,
      ) ?? within(here, layout)
    )
  if (step === 'back')
    return (
      along(
        here,
        neighbours(here.id).incoming.map((edge) => edge.source),
        boxes,
        layout,
      ) ?? around(here, layout)
    )
  return beside(here, layout, step === 'next' ? 1 : -1)
}

function turn(arrow: Arrow, direction: Direction): 'along' | 'back' | 'next' | 'before' {
  const isAlong = direction === 'LR' ? arrow === 'ArrowRight' : arrow === 'ArrowDown'
  if (isAlong) return 'along'
  const isBack = direction === 'LR' ? arrow === 'ArrowLeft' : arrow === 'ArrowUp'
  if (isBack) return 'back'
  return arrow === 'ArrowDown' || arrow === 'ArrowRight' ? 'next' : 'before'
}

/** Of the nodes at the other ends of edges, the one that lies most nearly level with this one. */
function along(here: Box, ids: readonly string[], boxes: ReadonlyMap<string, Box>, layout: Layout): string | null {
  let best: { id: string; distance: number } | null = null
  for (const id of ids) {
    const box = boxes.get(id)
    if (!box) continue
    const distance = Math.abs(crossing(box, layout.direction) - crossing(here, layout.direction))
    if (!best || distance < best.distance) best = { id, distance }
  }
  return best?.id ?? null
}

/** Into an open group: its first node. */
function within(here: Box, layout: Layout): string | null {
  return here.isOpen
    ? (layout.boxes.find((box) => box.depth === here.depth + 1 && contains(here, box))?.id ?? null)
    : null
}

/** Out of a group: the group itself. */
function around(here: Box, layout: Layout): string | null {
  return layout.boxes.find((box) => box.depth === here.depth - 1 && contains(box, here))?.id ?? null
}

/** The nearest node to the one side that stands in the same column, more or less, and in the same group. */
function beside(here: Box, layout: Layout, sign: 1 | -1): string | null {
  const { direction } = layout
  let best: { id: string; cost: number } | null = null
  for (const box of layout.boxes) {
    if (box.id === here.id || box.depth !== here.depth) continue
    const distance = (crossing(box, direction) - crossing(here, direction)) * sign
    if (distance <= 0) continue
    const cost = distance + 3 * Math.abs(progress(box, direction) - progress(here, direction))
    if (!best || cost < best.cost) best = { id: box.id, cost }
  }
  return best?.id ?? null
}

export function firstBox(layout: Layout): Box | undefined {
  return layout.boxes.reduce<Box | undefined>(
    (first, box) => (first && first.x + first.y <= box.x + box.y ? first : box),
    undefined,
  )
}

function contains(outer: Box, inner: Box): boolean {
  return (
    inner.x >= outer.x &&
    inner.y >= outer.y &&
    inner.x + inner.width <= outer.x + outer.width &&
    inner.y + inner.height <= outer.y + outer.height
  )
}

function crossing(box: Box, direction: Direction): number {
  return direction === 'LR' ? box.y + box.height / 2 : box.x + box.width / 2
}

function progress(box: Box, direction: Direction): number {
  return direction === 'LR' ? box.x + box.width / 2 : box.y + box.height / 2
}
