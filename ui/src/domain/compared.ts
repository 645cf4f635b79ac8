/** Runs side by side: which columns say something new, and what can be an axis of a chart. */
import { isSame, type JsonLike } from './values'

export interface NamedValues {
  name: string
  /** By run. */
  values: Readonly<Record<string, JsonLike>>
  differs: boolean
}

/**
 * Leave out metrics that a group only passes on from a task in it: `loop[0].auc` beside an equal `loop[0]/train.auc`,
 * and `loop.auc` beside the equal one of an iteration.
 */
export function withoutEchoes<T extends NamedValues>(columns: readonly T[]): T[] {
  const cut = columns.map((column) => ({ column, ...placeOf(column.name) }))
  return cut
    .filter(
      ({ column, place, metric }) =>
        !cut.some(
          (other) =>
            other.metric === metric && liesIn(other.place, place) && isEqual(other.column.values, column.values),
        ),
    )
    .map(({ column }) => column)
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
export function axesOf(parameters: readonly NamedValues[], metrics: readonly NamedValues[]): Axis[] {
  return [
    ...parameters.flatMap((column) => axisOf(`param:${column.name}`, column, false)),
    ...withoutEchoes(metrics).flatMap((column) => axisOf(`metric:${column.name}`, column, true)),
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

function placeOf(name: string): { place: string; metric: string } {
  const slash = name.lastIndexOf('/')
  const dot = name.indexOf('.', slash + 1)
  return dot < 0 ? { place: '', metric: name } : { place: name.slice(0, dot), metric: name.slice(dot + 1) }
}

function liesIn(inner: string, outer: string): boolean {
  return outer !== '' && inner !== outer && (inner.startsWith(`${outer}/`) || inner.startsWith(`${outer}[`))
}

function isEqual(a: NamedValues['values'], b: NamedValues['values']): boolean {
  const runs = new Set([...Object.keys(a), ...Object.keys(b)])
  return [...runs].every((run) => isSame(a[run], b[run]))
}
