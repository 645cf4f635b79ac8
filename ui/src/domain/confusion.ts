/** Confusion matrices: rows are what something was, columns what it was taken for. */

export interface Confusion {
  labels: readonly string[]
  matrix: readonly (readonly number[])[]
}

export interface ClassScore {
  label: string
  /** How many there were. */
  support: number
  precision: number | null
  recall: number | null
  f1: number | null
}

export function cell(confusion: Confusion, row: number, column: number): number {
  return confusion.matrix[row]?.[column] ?? 0
}

/** Each row as shares of its sum; a row without examples stays zero. */
export function normalized(confusion: Confusion): Confusion {
  const matrix = confusion.labels.map((_, row) => {
    const sum = rowSum(confusion, row)
    return confusion.labels.map((_, column) => (sum ? cell(confusion, row, column) / sum : 0))
  })
  return { labels: confusion.labels, matrix }
}

/** How a matrix differs from another with the same labels, cell by cell; null if the labels differ. */
export function difference(confusion: Confusion, base: Confusion): Confusion | null {
  const isSame =
    confusion.labels.length === base.labels.length && confusion.labels.every((label, i) => label === base.labels[i])
  if (!isSame) return null
  const matrix = confusion.labels.map((_, row) =>
    confusion.labels.map((_, column) => cell(confusion, row, column) - cell(base, row, column)),
  )
  return { labels: confusion.labels, matrix }
}

export function total(confusion: Confusion): number {
  return confusion.labels.reduce((sum, _, row) => sum + rowSum(confusion, row), 0)
}

/** The share that was taken for what it was. */
export function accuracy(confusion: Confusion): number | null {
  const all = total(confusion)
  if (!all) return null
  return confusion.labels.reduce((sum, _, index) => sum + cell(confusion, index, index), 0) / all
}

export function classScores(confusion: Confusion): ClassScore[] {
  return confusion.labels.map((label, index) => {
    const right = cell(confusion, index, index)
    const support = rowSum(confusion, index)
    const taken = confusion.labels.reduce((sum, _, row) => sum + cell(confusion, row, index), 0)
    const precision = taken ? right / taken : null
    const recall = support ? right / support : null
    const both = (precision ?? 0) + (recall ?? 0)
    return { label, support, precision, recall, f1: both ? (2 * (precision ?? 0) * (recall ?? 0)) / both : null }
  })
}

function rowSum(confusion: Confusion, row: number): number {
  return confusion.labels.reduce((sum, _, column) => sum + cell(confusion, row, column), 0)
}
