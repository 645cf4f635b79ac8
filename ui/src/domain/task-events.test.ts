import { describe, expect, it } from 'vitest'
import { eventsOf, type TimedAttempt, type TimedTask } from './task-events'

const at = (second: number) => `2026-01-01T00:00:${String(second).padStart(2, '0')}Z`

const attempt = (number: number, state: string, from: number): TimedAttempt => ({
  number,
  state,
  launcher: 'process',
  created_at: at(from),
  started_at: at(from + 1),
  ended_at: state === 'RUNNING' ? null : at(from + 2),
  exit_code: state === 'FAILED' ? 1 : null,
  failure: state === 'FAILED' ? { reason: 'Exception', message: "KeyError: 'x'" } : null,
})

const task = (extra: Partial<TimedTask>): TimedTask => ({
  state: 'RUNNING',
  cached: false,
  created_at: at(0),
  started_at: null,
  ended_at: null,
  failure: null,
  attempt_list: [],
  cache: { note: '' },
  ...extra,
})

describe('what happened to a task', () => {
  it('is told in the order of time, attempt by attempt', () => {
    const events = eventsOf(
      task({
        state: 'SUCCEEDED',
        ended_at: at(12),
        attempt_list: [attempt(1, 'FAILED', 1), attempt(2, 'SUCCEEDED', 9)],
      }),
    )
    expect(events.map(({ title }) => title)).toEqual([
      'Everything that it waited for was there',
      'Attempt 1 was handed to process',
      'Attempt 1 began',
      'Attempt 1 failed',
      'Attempt 2 was handed to process',
      'Attempt 2 began',
      'Attempt 2 succeeded',
      'The task succeeded',
    ])
    expect(events[3]?.detail).toBe("exit code 1: KeyError: 'x'")
  })

  it('leaves out what has not happened yet', () => {
    expect(eventsOf(task({ attempt_list: [attempt(1, 'RUNNING', 1)] })).at(-1)?.title).toBe('It began')
    expect(eventsOf(task({ created_at: null }))).toEqual([])
  })

  it('says why a task was not run', () => {
    const note = 'Equal to one of run a'
    expect(eventsOf(task({ state: 'SUCCEEDED', cached: true, ended_at: at(1), cache: { note } })).at(-1)).toMatchObject(
      {
        title: 'Served from the cache',
        detail: note,
      },
    )
    const failure = { reason: 'UpstreamFailed', message: 'load failed' }
    expect(eventsOf(task({ state: 'SKIPPED', ended_at: at(1), failure })).at(-1)).toMatchObject({
      title: 'The task was skipped',
      detail: 'load failed',
    })
  })
})
