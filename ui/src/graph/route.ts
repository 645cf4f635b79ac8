/** The line of an edge as SVG and canvas draw it: straight through columns, curved between them. */

import type { Direction, Route } from './layout'
import { at } from './level'

/** The path data of one route. */
export function routePath(route: Route, direction: Direction): string {
  const { points } = route
  let path = `M${at(points, 0)},${at(points, 1)}`
  for (let index = 2; index < points.length; index += 2) {
    const [x0, y0, x1, y1] = [at(points, index - 2), at(points, index - 1), at(points, index), at(points, index + 1)]
    const isStraight = direction === 'LR' ? y0 === y1 : x0 === x1
    if (isStraight) path += `L${x1},${y1}`
    else if (direction === 'LR') path += `C${(x0 + x1) / 2},${y0} ${(x0 + x1) / 2},${y1} ${x1},${y1}`
    else path += `C${x0},${(y0 + y1) / 2} ${x1},${(y0 + y1) / 2} ${x1},${y1}`
  }
  return path
}

/** The middle of a route's longest gap: where a label stands. */
export function routeMiddle(route: Route): { x: number; y: number } {
  const { points } = route
  const last = points.length - 2
  const index = last >= 6 ? last - 2 : 0
  return { x: (at(points, index) + at(points, index + 2)) / 2, y: (at(points, index + 1) + at(points, index + 3)) / 2 }
}

/** The rectangle around a route. */
export function routeBounds(route: Route): { x: number; y: number; width: number; height: number } {
  let [left, top, right, bottom] = [
    Number.POSITIVE_INFINITY,
    Number.POSITIVE_INFINITY,
    Number.NEGATIVE_INFINITY,
    Number.NEGATIVE_INFINITY,
  ]
  for (let index = 0; index < route.points.length; index += 2) {
    left = Math.min(left, at(route.points, index))
    right = Math.max(right, at(route.points, index))
    top = Math.min(top, at(route.points, index + 1))
    bottom = Math.max(bottom, at(route.points, index + 1))
  }
  return { x: left, y: top, width: right - left, height: bottom - top }
}
