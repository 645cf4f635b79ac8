import { expect, test } from 'vitest'
import { bestKeys, delta, isSame, valueText } from './values'

test.each([
  ['xgb', 'xgb'],
  ['', '""'],
  ['3', '"3"'],
  ['true', '"true"'],
  [' x', '" x"'],
  [3, '3'],
  [0.05, '0.05'],
  [false, 'false'],
  [null, 'null'],
  [[1, 'a'], '[1,"a"]'],
  [{ a: 1 }, '{"a":1}'],
  [undefined, '–'],
])('writes the value %j as %s', (value, text) => {
  expect(valueText(value)).toBe(text)
})

test('compares objects without regard to the order of their members', () => {
  expect(isSame({ a: 1, b: [2] }, { b: [2], a: 1 })).toBe(true)
  expect(isSame([1, 2], [2, 1])).toBe(false)
  expect(isSame('', undefined)).toBe(false)
  expect(isSame(0, '0')).toBe(false)
})

test('takes differences of numbers only', () => {
  expect(delta(3, 1)).toBe(2)
  expect(delta('3', 1)).toBeNull()
})

test('finds the best where there is a best', () => {
  expect(bestKeys({ a: 0.9, b: 0.95, c: undefined }, false)).toEqual(new Set(['b']))
  expect(bestKeys({ a: 0.9, b: 0.95 }, true)).toEqual(new Set(['a']))
  expect(bestKeys({ a: 1, b: 1 }, false).size).toBe(0)
  expect(bestKeys({ a: 1 }, false).size).toBe(0)
})
