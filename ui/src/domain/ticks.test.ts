import { expect, test } from 'vitest'
import { ticksOf } from './ticks'
import { scaleOf } from './timeline'

const scaleTo = (seconds: number) => scaleOf([{ from: 5000, to: 5000 + seconds * 1000 }], false)
const secondsOf = (length: number) => ticksOf(scaleTo(length), 0.1).map(({ seconds }) => Number(seconds.toFixed(6)))

test('ticks stand at round times, however long the run is', () => {
  expect(secondsOf(33)).toEqual([0, 10, 20, 30])
  expect(secondsOf(47)).toEqual([0, 10, 20, 30, 40])
  expect(secondsOf(137)).toEqual([0, 30, 60, 90, 120])
  expect(secondsOf(0.3)).toEqual([0, 0.05, 0.1, 0.15, 0.2, 0.25, 0.3])
  expect(secondsOf(4 * 3600)).toEqual([0, 3600, 7200, 10_800, 14_400])
  expect(secondsOf(20 * 86_400)).toEqual([0, 4, 8, 12, 16, 20].map((days) => days * 86_400))
})

test('a tick stands where its moment lies', () => {
  expect(ticksOf(scaleTo(40), 0.1).map(({ share }) => share)).toEqual([0, 0.25, 0.5, 0.75, 1])
})

test('folded idle times have no ticks, and no two ticks are too near to each other', () => {
  const busy = [
    { from: 0, to: 10_000 },
    { from: 90_000_000, to: 90_010_000 },
  ]
  const ticks = ticksOf(scaleOf(busy, true), 0.1)
  expect(ticks.every(({ seconds }) => seconds <= 10 || seconds >= 90_000)).toBe(true)
  expect(ticks.length).toBeGreaterThan(3)
  ticks.slice(1).forEach(({ share }, index) => {
    expect(share - (ticks[index]?.share ?? 0)).toBeGreaterThanOrEqual(0.1)
  })
})

test('where there is little room there are fewer ticks', () => {
  expect(ticksOf(scaleTo(40), 0.3).map(({ seconds }) => seconds)).toEqual([0, 20, 40])
})

test('a run that took no time has one tick', () => {
  expect(secondsOf(0)).toEqual([0])
})
