import { describe, expect, it } from 'vitest'
import { firstTime, nextTime, timed } from './log-time'

describe('the time of a line', () => {
  const lines = ['begin', '2026-11-27 10:41:08,500 INFO a', '2026-11-27T10:41:10Z INFO b', '[10:41:12] c']

  it('is told since the first one', () => {
    const first = firstTime(lines)
    expect(timed(lines[1] ?? '', 'relative', first)).toBe('    +0.0s INFO a')
    expect(timed(lines[2] ?? '', 'relative', first)).toBe('    +1.5s INFO b')
  })

  it('is left out, or stays as it is written', () => {
    expect(lines.map((line) => timed(line, 'none', null))).toEqual(['begin', 'INFO a', 'INFO b', 'c'])
    expect(timed(lines[3] ?? '', 'written', 0)).toBe('[10:41:12] c')
  })

  it('is no number that only looks like one', () => {
    expect(timed('12:34:567 x', 'none', null)).toBe('12:34:567 x')
    expect(timed('ratio 10:41:08', 'none', null)).toBe('ratio 10:41:08')
    expect(firstTime(['a', 'b'])).toBeNull()
  })

  it('goes round', () => {
    expect([nextTime('written'), nextTime('relative'), nextTime('none')]).toEqual(['relative', 'none', 'written'])
  })
})
