/** Receiver operating characteristics. */

export interface Roc {
  fpr: readonly number[]
  tpr: readonly number[]
  thresholds: readonly (number | null)[]
  auc: number
}

export interface RocPoint {
  fpr: number
  tpr: number
  threshold: number | null
}

/** The points of a curve in its order; what has no partner is left out. */
export function rocPoints(roc: Roc): RocPoint[] {
  const count = Math.min(roc.fpr.length, roc.tpr.length)
  return Array.from({ length: count }, (_, index) => ({
    fpr: unit(roc.fpr[index]),
    tpr: unit(roc.tpr[index]),
    threshold: roc.thresholds[index] ?? null,
  }))
}

/** The area below a curve, by trapezoids over its points in the order of their false positive rate. */
export function areaBelow(points: readonly RocPoint[]): number {
  const sorted = [...points].sort((a, b) => a.fpr - b.fpr || a.tpr - b.tpr)
  let area = 0
  for (let index = 1; index < sorted.length; index += 1) {
    const a = sorted[index - 1]
    const b = sorted[index]
    if (a && b) area += ((b.fpr - a.fpr) * (a.tpr + b.tpr)) / 2
  }
  return area
}

/** The point nearest to a place of the picture, or null if there are none. */
export function nearest(points: readonly RocPoint[], fpr: number, tpr: number): RocPoint | null {
  let found: RocPoint | null = null
  let least = Number.POSITIVE_INFINITY
  for (const point of points) {
    const distance = (point.fpr - fpr) ** 2 + (point.tpr - tpr) ** 2
    if (distance < least) {
      least = distance
      found = point
    }
  }
  return found
}

/** The point with the greatest gain over guessing (Youden's J). */
export function bestPoint(points: readonly RocPoint[]): RocPoint | null {
  return points.reduce<RocPoint | null>((best, point) => (best && gain(best) >= gain(point) ? best : point), null)
}

function gain(point: RocPoint): number {
  return point.tpr - point.fpr
}

function unit(value: number | undefined): number {
  return value !== undefined && Number.isFinite(value) ? Math.max(0, Math.min(1, value)) : 0
}
