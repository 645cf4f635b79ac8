import { describe, expect, it } from 'vitest'
import { criticalPath, partsOf, scaleOf, type TimedTask } from './timeline'

const at = (second: number) => new Date(second * 1000).toISOString()

const task = (path: string, created: number | null, started: number | null, ended: number | null): TimedTask => ({
  path,
  state: ended === null ? 'RUNNING' : 'SUCCEEDED',
  created_at: created === null ? null : at(created),
  started_at: started === null ? null : at(started),
  ended_at: ended === null ? null : at(ended),
})

const seconds = (parts: readonly { from: number; to: number }[]) =>
  parts.map(({ from, to }) => [from / 1000, to / 1000])

describe('what a task did', () => {
  it('is waiting and running, up to now if it has not ended', () => {
    expect(partsOf(task('a', 1, 5, 10), [], 0).map(({ kind }) => kind)).toEqual(['queued', 'run'])
    expect(seconds(partsOf(task('a', 1, 5, null), [], 9000))).toEqual([
      [1, 5],
      [5, 9],
    ])
    expect(seconds(partsOf(task('a', 1, null, null), [], 9000))).toEqual([[1, 9]])
    expect(partsOf(task('a', null, null, null), [], 9000)).toEqual([])
  })

  it('is told attempt by attempt where there are several', () => {
    const attempts = [
      { ...task('a', 2, 3, 4), number: 1, state: 'FAILED' },
      { ...task('a', 6, 7, null), number: 2, state: 'RUNNING' },
    ]
    const parts = partsOf(task('a', 1, 3, null), attempts, 9000)
    expect(seconds(parts)).toEqual([
      [1, 3],
      [3, 4],
      [6, 7],
      [7, 9],
    ])
    expect(parts.map(({ attempt, state }) => `${attempt} ${state}`)).toContain('1 FAILED')
  })
})

describe('the scale of a timeline', () => {
  const busy = [
    { from: 0, to: 1000 },
    { from: 500, to: 2000 },
    { from: 9000, to: 10_000 },
  ]

  it('places moments, and finds them again', () => {
    const { share, moment, idle } = scaleOf(busy, false)
    expect([share(0), share(5000), share(10_000)]).toEqual([0, 0.5, 1])
    expect(moment(share(2500))).toBeCloseTo(2500)
    expect(idle).toEqual([{ from: 2000, to: 9000 }])
  })

  it('folds the times in which nothing happened', () => {
    const { share, moment } = scaleOf(busy, true)
    expect(share(9000) - share(2000)).toBeCloseTo(0.015)
    expect(share(10_000)).toBe(1)
    expect(moment(share(9500))).toBeCloseTo(9500)
    expect(share(1000)).toBeGreaterThan(0.3)
  })

  it('is there before anything was made', () => {
    expect(scaleOf([], true).share(5)).toBe(0)
  })
})

describe('what the end of a run had to wait for', () => {
  it('is the chain of tasks whose ends let the next begin', () => {
    const tasks = [
      task('load', 0, 0, 10),
      task('short', 10, 10, 12),
      task('long', 10, 11, 30),
      task('end', 30, 30, 31),
      task('aside', 0, 0, 29),
      task('beside', 0, 0, 0.1),
    ]
    expect([...criticalPath(tasks)].sort()).toEqual(['end', 'load', 'long'])
    expect(criticalPath([]).size).toBe(0)
  })
})
