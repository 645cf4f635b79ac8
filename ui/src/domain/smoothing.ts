/** Smoothing and thinning of curves. */

export type Value = number | null

/**
 * An exponential moving average without the bias of its beginning: weight 0 changes nothing, near 1 is almost flat.
 * Gaps stay gaps and do not enter the average.
 */
export function smoothed(values: readonly Value[], weight: number): Value[] {
  if (weight <= 0) return [...values]
  const keep = Math.min(weight, 0.999)
  let last = 0
  let correction = 1
  return values.map((value) => {
    if (value === null || !Number.isFinite(value)) return null
    last = last * keep + (1 - keep) * value
    correction *= keep
    return last / (1 - correction)
  })
}

/** The indexes of at most about `count` points that keep the extremes: the least and the greatest of each bucket. */
export function thinned(values: readonly Value[], count: number): number[] {
  const length = values.length
  if (length <= count || count < 4) return Array.from(values, (_, index) => index)
  const buckets = Math.max(1, Math.floor((count - 2) / 2))
  const kept = new Set([0, length - 1])
  for (let bucket = 0; bucket < buckets; bucket += 1) {
    const from = Math.floor((bucket * length) / buckets)
    const to = Math.floor(((bucket + 1) * length) / buckets)
    const ends = extremes(values, from, to)
    for (const index of ends) kept.add(index)
  }
  return [...kept].sort((a, b) => a - b)
}

function extremes(values: readonly Value[], from: number, to: number): number[] {
  let least = -1
  let most = -1
  for (let index = from; index < to; index += 1) {
    const value = values[index]
    if (value === null || value === undefined) continue
    if (least < 0 || value < (values[least] ?? 0)) least = index
    if (most < 0 || value > (values[most] ?? 0)) most = index
  }
  return least < 0 ? [] : [least, most]
}
