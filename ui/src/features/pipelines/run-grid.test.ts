import { expect, test } from 'vitest'
import { stepped } from './run-grid'

test('walks over the cells, and stays within them', () => {
  expect(stepped('ArrowLeft', { column: 3, row: 0 }, 3, 2)).toEqual({ column: 2, row: 0 })
  expect(stepped('ArrowRight', { column: 2, row: 0 }, 3, 2)).toEqual({ column: 2, row: 0 })
  expect(stepped('ArrowDown', { column: 1, row: 1 }, 3, 2)).toEqual({ column: 1, row: 1 })
})

test('reaches the runs themselves above the first task', () => {
  expect(stepped('ArrowUp', { column: 1, row: 0 }, 3, 2)).toEqual({ column: 1, row: -1 })
  expect(stepped('ArrowUp', { column: 1, row: -1 }, 3, 2)).toEqual({ column: 1, row: -1 })
})

test('goes to the ends, and nowhere by other keys', () => {
  expect(stepped('Home', { column: 2, row: 1 }, 3, 2)).toEqual({ column: 0, row: 1 })
  expect(stepped('End', { column: 0, row: 1 }, 3, 2)).toEqual({ column: 2, row: 1 })
  expect(stepped('a', { column: 0, row: 1 }, 3, 2)).toBeNull()
})
