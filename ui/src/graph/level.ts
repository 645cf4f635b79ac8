/** The drawing of one level: items of known size, the edges between them, and where both come to lie (left to right). */

export interface LevelItem {
  width: number
  height: number
}

export type LevelEdge = readonly [source: number, target: number]

export interface LevelPlan {
  /** The centre of every item. */
  x: Float64Array
  y: Float64Array
  /** For each edge, where it crosses the columns between its ends, in order: the heights, one for each column. */
  bends: Bend[][]
}

/** An edge passes a column at this height, straight through from its left side to its right. */
export interface Bend {
  left: number
  right: number
  y: number
}

export interface Gaps {
  /** Between columns. */
  column: number
  /** Between items of a column. */
  row: number
  /** Between an edge that passes a column and whatever is beside it. */
  edge: number
}

export const GAPS: Gaps = { column: 56, row: 20, edge: 12 }

/** Read a number of an array that is known to be there. */
export function at(values: ArrayLike<number>, index: number): number {
  return values[index] as number
}

/** Read an item of an array that is known to be there. */
export function item<T>(values: readonly T[], index: number): T {
  return values[index] as T
}
