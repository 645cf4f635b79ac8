import { expect, it } from 'vitest'
import { firstShown, MOST_LINES, partsWithin } from './log-parts'

const index = { lines: 2500, size: 9000, every: 1000, offsets: [0, 4000, 8000] }

it('reads only the parts that are looked at', () => {
  expect(partsWithin(index, 10, 40)).toEqual([{ first: 0, from: 0, to: 4000 }])
  expect(partsWithin(index, 990, 1010)).toEqual([
    { first: 0, from: 0, to: 4000 },
    { first: 1000, from: 4000, to: 8000 },
  ])
})

it('lets the last part end where the log ends', () => {
  expect(partsWithin(index, 2400, 99_999)).toEqual([{ first: 2000, from: 8000, to: 9000 }])
})

it('asks for nothing of an empty log', () => {
  expect(partsWithin({ lines: 0, size: 0, every: 1000, offsets: [0] }, 0, 0)).toEqual([])
})

it('shows the end of a log that is higher than a browser scrolls', () => {
  expect(firstShown(index)).toBe(0)
  expect(firstShown({ ...index, lines: MOST_LINES + 7 })).toBe(7)
})
