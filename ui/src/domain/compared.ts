/** Runs side by side: which columns say something new, and what can be an axis of a chart. */
import { isBetterLower } from './curves'
import { grouped } from './grouped'
import { iterationText, nodeOf, placeName } from './iterations'
import { isSame, type JsonLike } from './values'

export interface NamedValues {
  name: string
  /** By run. */
  values: Readonly<Record<string, JsonLike>>
  differs: boolean
}

/** A metric of a task, or of one iteration of it. */
export interface MetricValues extends NamedValues {
  metric: string
  path: string
  task: string
  /** What the iteration was given, in short. */
  item: string
}

/** A metric as a row: what it is called, and of what it is. */
export interface MetricRow extends NamedValues {
  metric: string
  /** The task where several report the metric; how many iterations; which one it is. */
  detail: string
  isIteration: boolean
}

/** Metrics as people read them: of the iterations of a loop the best first, then each. */
export function metricRows(columns: readonly MetricValues[]): MetricRow[] {
  const byMetric = grouped(withoutEchoes(columns), ({ metric }) => metric)
  return [...byMetric].flatMap(([metric, members]) => {
    const byNode = grouped(members, ({ path }) => nodeOf(path))
    return [...byNode].flatMap(([node, own]) => rowsOfNode(metric, own, byNode.size > 1 ? node : ''))
  })
}

function rowsOfNode(metric: string, own: readonly MetricValues[], node: string): MetricRow[] {
  const [first] = own
  if (!first) return []
  const name = node === '' ? metric : `${node.replace(/^root\//, '')}.${metric}`
  const isLoop = own.length > 1 || iterationText(first.path) !== ''
  if (!isLoop) return [{ ...first, name, detail: node === '' ? '' : first.task, isIteration: false }]
  const iterations = own.map((column) => ({
    ...column,
    name: `${column.path.replace(/^root\//, '')}.${metric}`,
    detail: [placeName(column.task, column.path), column.item].filter(Boolean).join(' · '),
    isIteration: true,
  }))
  const values = bestOfEach(own, metric)
  const best = {
    name,
    metric,
    values,
    differs: true,
    detail: `${first.task}, best of ${own.length}`,
    isIteration: false,
  }
  return [best, ...iterations]
}

/** The best value of each run that has one. */
function bestOfEach(columns: readonly MetricValues[], metric: string): Record<string, number> {
  const best: Record<string, number> = {}
  for (const { values } of columns) {
    for (const [run, value] of Object.entries(values)) {
      if (typeof value !== 'number') continue
      const known = best[run]
      if (known === undefined || (isBetterLower(metric) ? value < known : value > known)) best[run] = value
    }
  }
  return best
}

/** Whether runs have not all the same value; to have none is another value. */
export function differsIn(values: NamedValues['values'], runs: readonly string[]): boolean {
  return runs.some((run) => !isSame(values[run], values[runs[0] ?? '']))
}

/** Leave out metrics that a group only passes on from a task in it, or a loop from one of its iterations. */
export function withoutEchoes<T extends MetricValues>(columns: readonly T[]): T[] {
  const byMetric = grouped(columns, ({ metric }) => metric)
  return columns.filter((column) => {
    const same = byMetric.get(column.metric) ?? []
    return !same.some((other) => liesIn(other.path, column.path) && isEqual(other.values, column.values))
  })
}

/** A number of each run, or a word. */
export interface Axis {
  id: string
  name: string
  isMetric: boolean
  /** Whether all values are numbers. */
  isNumber: boolean
  values: Readonly<Record<string, number | string>>
}

const LONGEST_WORD = 60

/** Everything that a chart can be drawn over: parameters and metrics whose values are numbers or words. */
export function axesOf(parameters: readonly NamedValues[], metrics: readonly MetricValues[]): Axis[] {
  return [
    ...parameters.flatMap((column) => axisOf(`param:${column.name}`, column, false)),
    ...metricRows(metrics).flatMap((row) => (row.isIteration ? [] : axisOf(`metric:${row.name}`, row, true))),
  ]
}

const MOST_AXES = 8

/** The axes that say most at first: parameters that differ, then metrics that differ. */
export function usualAxes(axes: readonly Axis[]): Axis[] {
  const differing = axes.filter((axis) => new Set(Object.values(axis.values)).size > 1)
  const parameters = differing.filter((axis) => !axis.isMetric).slice(0, MOST_AXES - 2)
  const metrics = differing.filter((axis) => axis.isMetric).slice(0, MOST_AXES - parameters.length)
  return [...parameters, ...metrics]
}

function axisOf(id: string, column: NamedValues, isMetric: boolean): Axis[] {
  const found = Object.entries(column.values).filter(([, value]) => value !== null && value !== undefined)
  const isPlain = found.every(([, value]) => typeof value !== 'object')
  const isDrawn = found.every(([, value]) => typeof value !== 'number' || Number.isFinite(value))
  const isShort = found.every(([, value]) => String(value).length <= LONGEST_WORD)
  if (found.length === 0 || !isPlain || !isDrawn || !isShort) return []
  const isNumber = found.every(([, value]) => typeof value === 'number')
  const values = Object.fromEntries(
    found.map(([run, value]) => [run, typeof value === 'number' && isNumber ? value : String(value)]),
  )
  return [{ id, name: column.name, isMetric, isNumber, values }]
}

function liesIn(inner: string, outer: string): boolean {
  return outer !== '' && inner !== outer && (inner.startsWith(`${outer}/`) || inner.startsWith(`${outer}[`))
}

function isEqual(a: NamedValues['values'], b: NamedValues['values']): boolean {
  const runs = new Set([...Object.keys(a), ...Object.keys(b)])
  return [...runs].every((run) => isSame(a[run], b[run]))
}
