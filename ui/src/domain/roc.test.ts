import { expect, test } from 'vitest'
import { areaBelow, bestPoint, nearest, rocPoints } from './roc'

const roc = { fpr: [0, 0.1, 0.4, 1], tpr: [0, 0.7, 0.9, 1], thresholds: [null, 0.8, 0.4, 0], auc: 0.85 }
const points = rocPoints(roc)

test('finds the area below a curve, whatever the order of its points', () => {
  const area = 0.1 * 0.35 + 0.3 * 0.8 + 0.6 * 0.95
  expect(areaBelow(points)).toBeCloseTo(area)
  expect(areaBelow([...points].reverse())).toBeCloseTo(area)
})

test('gives half for guessing and nothing for no points', () => {
  expect(areaBelow(rocPoints({ fpr: [0, 1], tpr: [0, 1], thresholds: [], auc: 0.5 }))).toBe(0.5)
  expect(areaBelow([])).toBe(0)
})

test('finds the point under the pointer and its threshold', () => {
  expect(nearest(points, 0.12, 0.72)).toEqual({ fpr: 0.1, tpr: 0.7, threshold: 0.8 })
  expect(nearest([], 0, 0)).toBeNull()
})

test('finds the point with the greatest gain', () => {
  expect(bestPoint(points)?.threshold).toBe(0.8)
  expect(bestPoint([])).toBeNull()
})

test('keeps points of broken data inside the picture', () => {
  const broken = rocPoints({ fpr: [Number.NaN, 2], tpr: [-1, 0.5, 0.7], thresholds: [], auc: 0 })
  expect(broken).toEqual([
    { fpr: 0, tpr: 0, threshold: null },
    { fpr: 1, tpr: 0.5, threshold: null },
  ])
})
