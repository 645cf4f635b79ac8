import { expect, test } from 'vitest'
import { smoothed, thinned } from './smoothing'

test('leaves a curve alone at weight zero', () => {
  expect(smoothed([1, null, 3], 0)).toEqual([1, null, 3])
})

test('begins at the first value, without a bias towards zero', () => {
  expect(smoothed([10, 10, 10], 0.9).map((value) => value?.toFixed(6))).toEqual(['10.000000', '10.000000', '10.000000'])
})

test('keeps gaps, and takes them out of the average', () => {
  const [first, gap, last] = smoothed([2, null, 4], 0.5)
  expect(gap).toBeNull()
  expect(first).toBe(2)
  expect(last).toBeGreaterThan(2)
  expect(last).toBeLessThan(4)
})

test('damps a swing', () => {
  const swing = Array.from({ length: 50 }, (_, index) => (index % 2 ? 1 : -1))
  const tail = smoothed(swing, 0.95).slice(-10)
  expect(tail.every((value) => value !== null && Math.abs(value) < 0.2)).toBe(true)
})

test('keeps the ends and the spike of a long curve', () => {
  const values = Array.from({ length: 10_000 }, (_, index) => (index === 7321 ? 99 : Math.sin(index / 100)))
  const kept = thinned(values, 200)
  expect(kept.length).toBeLessThanOrEqual(200)
  expect(kept).toContain(7321)
  expect([kept[0], kept.at(-1)]).toEqual([0, 9999])
  expect(kept).toEqual([...kept].sort((a, b) => a - b))
})

test('keeps a short curve whole', () => {
  expect(thinned([3, 1, 2], 100)).toEqual([0, 1, 2])
})
