/** The picture of a ROC curve: its size, and which part of the unit square it shows. */

export interface Box {
  x0: number
  x1: number
  y0: number
  y1: number
}

export const WHOLE: Box = { x0: 0, x1: 1, y0: 0, y1: 1 }
export const SIZE = 360

const LEFT = 44
const TOP = 10
const INNER = SIZE - LEFT - 12
const HIGH = SIZE - TOP - 42

export const FRAME = { x: LEFT, y: TOP, width: INNER, height: HIGH }

export function onScreen(box: Box, fpr: number, tpr: number): [number, number] {
  return [LEFT + ((fpr - box.x0) / (box.x1 - box.x0)) * INNER, TOP + (1 - (tpr - box.y0) / (box.y1 - box.y0)) * HIGH]
}

export function toData(box: Box, [x, y]: readonly [number, number]): [number, number] {
  return [box.x0 + ((x - LEFT) / INNER) * (box.x1 - box.x0), box.y0 + (1 - (y - TOP) / HIGH) * (box.y1 - box.y0)]
}
