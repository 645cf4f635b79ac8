/** Numbers of the iterations of a loop side by side: a row for each iteration, a column for each metric. */
import { isBetterLower } from './curves'
import { grouped } from './grouped'
import { iterationText, nodeOf } from './iterations'

export interface Measured {
  readonly path: string
  readonly name: string
  readonly output: string
  readonly metric: string
  readonly value: number | null
}

export interface Pivot<T extends Measured> {
  /** What was done in each iteration. */
  readonly name: string
  readonly metrics: readonly string[]
  readonly rows: readonly { readonly path: string; readonly number: string; readonly values: ReadonlyMap<string, T> }[]
  /** The best value of each metric, where there is one. */
  readonly best: ReadonlyMap<string, number>
}

/** Part the numbers of tasks that ran several times from those that stand alone. */
export function pivots<T extends Measured>(items: readonly T[]): { pivots: Pivot<T>[]; alone: T[] } {
  const found: Pivot<T>[] = []
  const alone: T[] = []
  for (const members of grouped(items, (item) => nodeOf(item.path)).values()) {
    const byPath = grouped(members, (item) => item.path)
    if (byPath.size < 2) alone.push(...members)
    else found.push(pivotOf(members, byPath))
  }
  return { pivots: found, alone }
}

function pivotOf<T extends Measured>(members: readonly T[], byPath: ReadonlyMap<string, readonly T[]>): Pivot<T> {
  const outputs = new Set(members.map((item) => item.output))
  const key = (item: T) => (outputs.size > 1 && isShared(members, item) ? `${item.output}/${item.metric}` : item.metric)
  const metrics = [...new Set(members.map(key))]
  const rows = [...byPath]
    .map(([path, items]) => ({
      path,
      number: iterationText(path),
      values: new Map(items.map((item) => [key(item), item])),
    }))
    .sort((a, b) => a.path.localeCompare(b.path, 'en', { numeric: true }))
  const best = new Map(
    metrics.flatMap((metric): [string, number][] => {
      const value = bestOf(
        rows.map((row) => row.values.get(metric)?.value),
        isBetterLower(metric),
      )
      return value === undefined ? [] : [[metric, value]]
    }),
  )
  return { name: members[0]?.name ?? '', metrics, rows, best }
}

/** Whether two outputs of one task gave a number of this name. */
function isShared<T extends Measured>(members: readonly T[], item: T): boolean {
  return members.some((other) => other.metric === item.metric && other.output !== item.output)
}

/** None where there are less than two numbers, or all are equal. */
function bestOf(values: readonly (number | null | undefined)[], isLower: boolean): number | undefined {
  const numbers = values.filter((value): value is number => typeof value === 'number' && Number.isFinite(value))
  if (numbers.length < 2 || numbers.every((value) => value === numbers[0])) return undefined
  return isLower ? Math.min(...numbers) : Math.max(...numbers)
}
