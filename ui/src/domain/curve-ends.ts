/** How far tasks are, told from the ends of their curves. */
import { grouped } from './grouped'
import { numberText } from './numbers'

interface EndingCurve {
  readonly path: string
  readonly metric: string
  readonly steps: readonly number[]
  readonly values: readonly (number | null)[]
}

/** By task: the last step of any of its curves, and what the first of them says there: `step 31 · loss 0.182`. */
export function stepTexts(series: readonly EndingCurve[]): Map<string, string> {
  const texts = new Map<string, string>()
  for (const [path, curves] of grouped(series, (curve) => curve.path)) {
    const last = curves.reduce((most, curve) => Math.max(most, curve.steps.at(-1) ?? most), Number.NEGATIVE_INFINITY)
    const [first] = curves
    if (!first || !Number.isFinite(last)) continue
    const value = first.values.at(-1)
    const told = value === null || value === undefined ? '' : ` · ${first.metric} ${numberText(value)}`
    texts.set(path, `step ${last}${told}`)
  }
  return texts
}
