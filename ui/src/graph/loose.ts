/** Items that no edge touches: in a block below the rest, not in one tall column. */

import { at, type Gaps, item, type LevelEdge, type LevelItem, type LevelPlan } from './level'

type Plan = (items: readonly LevelItem[], edges: readonly LevelEdge[], gaps: Gaps) => LevelPlan

const FEW = 4
/** How much wider than tall a block should be. */
const ASPECT = 1.8

/** Lay out a level by `plan`, with the items that have no edges in rows below where they are many. */
export function withLooseItems(
  items: readonly LevelItem[],
  edges: readonly LevelEdge[],
  gaps: Gaps,
  plan: Plan,
): LevelPlan {
  const isTied = new Uint8Array(items.length)
  for (const [source, target] of edges) {
    isTied[source] = 1
    isTied[target] = 1
  }
  const indexes = items.map((_, index) => index)
  const loose = indexes.filter((index) => !isTied[index])
  if (loose.length <= FEW) return plan(items, edges, gaps)
  const tied = indexes.filter((index) => isTied[index])
  const inner = new Int32Array(items.length)
  for (const [place, index] of tied.entries()) inner[index] = place
  const main = plan(
    tied.map((index) => item(items, index)),
    edges.map(([source, target]) => [at(inner, source), at(inner, target)] as const),
    gaps,
  )
  const whole: LevelPlan = { x: new Float64Array(items.length), y: new Float64Array(items.length), bends: main.bends }
  let [left, bottom, right] = tied.length ? [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 0] : [0, -gaps.row, 0]
  for (const [place, index] of tied.entries()) {
    const { width, height } = item(items, index)
    whole.x[index] = at(main.x, place)
    whole.y[index] = at(main.y, place)
    left = Math.min(left, at(main.x, place) - width / 2)
    right = Math.max(right, at(main.x, place) + width / 2)
    bottom = Math.max(bottom, at(main.y, place) + height / 2)
  }
  for (const bend of main.bends.flat()) bottom = Math.max(bottom, bend.y)
  placeRows(loose, items, whole, { left, top: bottom + gaps.row, width: right - left }, gaps)
  return whole
}

function placeRows(
  loose: readonly number[],
  items: readonly LevelItem[],
  plan: LevelPlan,
  place: { left: number; top: number; width: number },
  gaps: Gaps,
): void {
  const area = loose.reduce(
    (sum, index) => sum + (item(items, index).width + gaps.row) * (item(items, index).height + gaps.row),
    0,
  )
  const width = Math.max(place.width, Math.sqrt(area * ASPECT))
  let [x, y, tallest] = [place.left, place.top, 0]
  for (const index of loose) {
    const size = item(items, index)
    if (x > place.left && x + size.width > place.left + width) {
      x = place.left
      y += tallest + gaps.row
      tallest = 0
    }
    plan.x[index] = x + size.width / 2
    plan.y[index] = y + size.height / 2
    x += size.width + gaps.row
    tallest = Math.max(tallest, size.height)
  }
}
