import { expect, it } from 'vitest'
import { timelineOf } from './timeline'

const at = (second: number) => new Date(second * 1000).toISOString()

it('places waiting and running along the whole time', () => {
  const task = { path: 'a', created_at: at(0), started_at: at(5), ended_at: at(10) }
  const { seconds, bars } = timelineOf([task], 0)
  expect(seconds).toBe(10)
  expect(bars).toEqual([{ task, queuedFrom: 0, from: 0.5, to: 1 }])
})

it('lets a task that has not ended reach until now', () => {
  const done = { path: 'a', created_at: at(0), started_at: at(0), ended_at: at(10) }
  const running = { path: 'b', created_at: at(10), started_at: at(10), ended_at: null }
  const { bars } = timelineOf([running, done], 20_000)
  expect(bars.map(({ task, from, to }) => [task.path, from, to])).toEqual([
    ['a', 0, 0.5],
    ['b', 0.5, 1],
  ])
})

it('has no bars before anything was made', () => {
  expect(timelineOf([], 0)).toEqual({ seconds: 0, bars: [] })
  expect(timelineOf([{ path: 'a', created_at: null, started_at: null, ended_at: null }], 0).bars).toEqual([])
})
