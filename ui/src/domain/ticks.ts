/** Moments to name along a timeline: round times since its beginning, no two of them too near to each other. */
import type { Scale } from './timeline'

export interface Tick {
  /** Seconds since the beginning. */
  readonly seconds: number
  readonly share: number
}

const MOST_TICKS = 6
const MINUTE = 60
const HOUR = 3600
const DAY = 86_400
const STEPS = [1, 2, 5, 10, 15, 30, MINUTE, 2 * MINUTE, 5 * MINUTE, 10 * MINUTE, 15 * MINUTE, 30 * MINUTE]
const LONG_STEPS = [HOUR, 2 * HOUR, 3 * HOUR, 6 * HOUR, 12 * HOUR]

/** The ticks of a scale, so far from each other as their names need; where idle times are folded, those outside of them. */
export function ticksOf(scale: Scale, least: number): Tick[] {
  const length = (scale.to - scale.from) / 1000
  if (length <= 0) return [{ seconds: 0, share: 0 }]
  const folded = scale.idle.filter((gap) => isFolded(scale, gap))
  const step = stepOf(length - folded.reduce((sum, gap) => sum + gap.to - gap.from, 0) / 1000)
  const ticks: Tick[] = []
  let number = 0
  while (number * step <= length * (1 + 1e-9)) {
    const moment = scale.from + number * step * 1000
    const gap = folded.find(({ from, to }) => moment > from && moment < to)
    if (gap) {
      number = Math.max(number + 1, Math.ceil((gap.to - scale.from) / 1000 / step - 1e-9))
      continue
    }
    const share = scale.share(moment)
    const before = ticks.at(-1)
    if (!before || share - before.share >= least) ticks.push({ seconds: number * step, share })
    number += 1
  }
  return ticks
}

function isFolded({ share, from, to }: Scale, gap: { from: number; to: number }): boolean {
  return share(gap.to) - share(gap.from) < (0.99 * (gap.to - gap.from)) / (to - from)
}

/** The least round step, in seconds, that divides a length into a few parts. */
function stepOf(length: number): number {
  const least = length / MOST_TICKS
  if (least <= 1) {
    const power = 10 ** Math.floor(Math.log10(least))
    return ([1, 2, 5].find((factor) => factor * power >= least * (1 - 1e-9)) ?? 10) * power
  }
  const found = [...STEPS, ...LONG_STEPS].find((step) => step >= least)
  return found ?? Math.ceil(least / DAY) * DAY
}
