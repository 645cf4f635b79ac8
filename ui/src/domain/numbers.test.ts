import { expect, test } from 'vitest'
import { bytesText, countText, deltaText, numberText, percentText } from './numbers'

test.each([
  [0.941234, '0.9412'],
  [0, '0'],
  [-0.5, '−0.5'],
  [1204, '1,204'],
  [12345.678, '12,346'],
  [3.2e-7, '3.20e-7'],
  [4.5e12, '4.50e12'],
  [0.1 + 0.2, '0.3'],
  [Number.NaN, 'NaN'],
  [Number.POSITIVE_INFINITY, '∞'],
  [Number.NEGATIVE_INFINITY, '−∞'],
  [null, '–'],
])('writes the number %s as %s', (value, text) => {
  expect(numberText(value)).toBe(text)
})

test('says the sign of a change', () => {
  expect([deltaText(0.0061), deltaText(-12), deltaText(0), deltaText(Number.NaN)]).toEqual([
    '+0.0061',
    '−12',
    '±0',
    '–',
  ])
})

test('writes sizes in steps of a thousand', () => {
  expect([0, 999, 1000, 4_100_000, 999_600, null].map(bytesText)).toEqual([
    '0 B',
    '999 B',
    '1.0 KB',
    '4.1 MB',
    '1.0 MB',
    '–',
  ])
})

test('never rounds a share down to nothing', () => {
  expect([percentText(0.974), percentText(0.0001), percentText(0), percentText(1)]).toEqual([
    '97.4 %',
    '< 0.1 %',
    '0 %',
    '100 %',
  ])
})

test('counts one thing in the singular', () => {
  expect([countText(1, 'run'), countText(2140, 'run')]).toEqual(['1 run', '2,140 runs'])
})
