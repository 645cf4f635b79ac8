import { expect, test } from 'vitest'
import { readCompareSearch, writeCompareSearch } from './compare-search'

test('reads each run once, and fifty at most', () => {
  const many = Array.from({ length: 60 }, (_, index) => `run${index}`).join(',')
  expect(readCompareSearch({ runs: 'a,b,a' }).runs).toEqual(['a', 'b'])
  expect(readCompareSearch({ runs: many }).runs).toHaveLength(50)
})

test('writes what it reads', () => {
  const address = {
    runs: 'a,b',
    base: 'a',
    tab: 'curves',
    diff: '0',
    flip: '1',
    each: '1',
    hide: 'b',
    axes: ['param:a,b', 'metric:t.auc'],
    x: 'param:a',
  }
  expect(writeCompareSearch(readCompareSearch(address))).toEqual(address)
})

test('drops tabs that there are not', () => {
  expect(readCompareSearch({ runs: 'a', tab: 'magic' }).tab).toBeUndefined()
})
