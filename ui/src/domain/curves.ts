/** Training curves: which belong into one card, and many of them over one axis. */
import { grouped } from './grouped'
import { smoothed, type Value } from './smoothing'

export interface Curve {
  /** What tells it apart: of which run, task and metric it is. */
  id: string
  label: string
  steps: readonly number[]
  values: readonly Value[]
}

/** Curves over one axis, as uPlot wants them: the steps, then the values of each curve; `undefined` joins, null parts. */
export interface Aligned {
  steps: number[]
  values: (Value | undefined)[][]
}

/** "val_loss", "train/loss" → "loss": parts of the data share a card; "layer2/x" → "layer2"; others stand alone. */
export function cardOf(metric: string): string {
  const found = /^(?:train|training|val|valid|validation|test|eval|dev)[_./-](.+)$/.exec(metric)
  if (found?.[1]) return found[1]
  const slash = metric.lastIndexOf('/')
  return slash > 0 ? metric.slice(0, slash) : metric
}

/** Cards in the order of their names; in each, its curves in the order given. */
export function cards<T extends { metric: string }>(series: readonly T[]): { name: string; series: T[] }[] {
  const groups = grouped(series, (item) => cardOf(item.metric))
  return [...groups]
    .map(([name, members]) => ({ name, series: members }))
    .sort((a, b) => a.name.localeCompare(b.name, 'en', { numeric: true }))
}

/** Put curves over the union of their steps; a step that a curve does not have does not part it. */
export function aligned(curves: readonly Curve[], weight = 0): Aligned {
  const steps = [...new Set(curves.flatMap((curve) => curve.steps))].filter(Number.isFinite).sort((a, b) => a - b)
  const place = new Map(steps.map((step, index) => [step, index]))
  const values = curves.map((curve) => {
    const line: (Value | undefined)[] = Array.from({ length: steps.length }, () => undefined)
    const smooth = smoothed(curve.values, weight)
    curve.steps.forEach((step, index) => {
      const at = place.get(step)
      if (at !== undefined) line[at] = finite(smooth[index])
    })
    return line
  })
  return { steps, values }
}

/** Values that a logarithmic axis can show; the others become gaps. */
export function positive(values: readonly (Value | undefined)[]): (Value | undefined)[] {
  return values.map((value) => (value !== undefined && value !== null && value <= 0 ? null : value))
}

export interface CurveSummary {
  last: Value
  least: Value
  most: Value
  count: number
}

export function summary(values: readonly Value[]): CurveSummary {
  const known = values.filter((value): value is number => value !== null && Number.isFinite(value))
  return {
    last: known.at(-1) ?? null,
    least: known.length ? known.reduce((a, b) => Math.min(a, b)) : null,
    most: known.length ? known.reduce((a, b) => Math.max(a, b)) : null,
    count: values.length,
  }
}

/** Whether less is better, as far as a metric's name tells. */
export function isBetterLower(metric: string): boolean {
  return /(^|[^a-z])(loss|error|err|mse|rmse|mae|mape|perplexity|ppl|wer|cer|nll|brier|latency|seconds|duration|time|bytes|memory)([^a-z]|$)/i.test(
    metric.replace(/([a-z])([A-Z])/g, '$1_$2'),
  )
}

function finite(value: Value | undefined): Value {
  return value !== null && value !== undefined && Number.isFinite(value) ? value : null
}
