/** The colours of curves: ten, then the same ten with broken lines. */

const COLORS = 10
const DASHES: readonly (readonly number[])[] = [[], [6, 3], [2, 3], [8, 3, 2, 3], [1, 4]]

/** The name of the token: "series-3". */
export function seriesToken(index: number): string {
  return `series-${(index % COLORS) + 1}`
}

/** The colour for styles: "var(--series-3)". */
export function seriesColor(index: number): string {
  return `var(--${seriesToken(index)})`
}

export function seriesDash(index: number): readonly number[] {
  return DASHES[Math.floor(index / COLORS) % DASHES.length] ?? []
}
