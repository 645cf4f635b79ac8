import { describe, expect, it } from 'vitest'
import { doneAgain } from './again'

const task = (path: string, state: string, reason?: string, kind = 'container') => ({
  path,
  node: path,
  kind,
  iterations: [],
  state,
  cached: false,
  attempts: 1,
  seq: 1,
  failure: reason ? { reason } : null,
})

describe('a run that goes on from what failed', () => {
  it('does again what failed and what it kept from running, and nothing else', () => {
    const { again, kept } = doneAgain([
      task('load', 'SUCCEEDED'),
      task('train', 'FAILED', 'Exception'),
      task('stopped', 'CANCELED'),
      task('report', 'SKIPPED', 'UpstreamFailed'),
      task('deploy', 'SKIPPED', 'ConditionFalse'),
      task('loop', 'FAILED', 'Exception', 'loop'),
    ])
    expect(again.map(({ path }) => path)).toEqual(['train', 'stopped', 'report'])
    expect(kept).toBe(1)
  })
})
