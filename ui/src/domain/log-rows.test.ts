import { describe, expect, it } from 'vitest'
import { countLevels, plain, rowAt, rowsOf } from './log-rows'

const ONE = ['Traceback (most recent call last):', '  File "a.py", line 1, in f', '    g()', "KeyError: 'x'"]
const TWO = [
  '',
  'During handling of the above exception, another exception occurred:',
  '',
  ...ONE.slice(0, 3),
  'ValueError: y',
]

describe('the rows of a log', () => {
  it('know their levels', () => {
    const levels = (line: string) => rowsOf([line])[0]?.level
    expect(levels('2026-11-27 14:24:11,003 INFO epoch 1')).toBe('info')
    expect(levels('\u001b[33m[warn]\u001b[0m low disk')).toBe('warning')
    expect(levels('time=1 level=error msg=no')).toBe('error')
    expect(levels('CRITICAL: gone')).toBe('error')
    expect(levels('a.py:3: FutureWarning: use b')).toBe('warning')
    expect(levels('no errors, no warnings: INFORMATION')).toBeNull()
    expect(levels(`${'x'.repeat(200)} ERROR`)).toBeNull()
  })

  it('hold a traceback together and say its exception', () => {
    const rows = rowsOf(['before', ...ONE, 'after'])
    expect(rows.map(({ first, end }) => [first, end])).toEqual([
      [0, 1],
      [1, 5],
      [5, 6],
    ])
    expect(rows[1]).toMatchObject({ brief: "KeyError: 'x'", level: 'error' })
  })

  it('hold tracebacks that came of each other together, and part those that did not', () => {
    const [chained, ...rest] = rowsOf([...ONE, ...TWO, 'after'])
    expect(chained).toMatchObject({ end: ONE.length + TWO.length, brief: 'ValueError: y' })
    expect(rest).toHaveLength(1)
    expect(rowsOf([...ONE, '', ...ONE]).map(({ brief }) => brief)).toEqual(["KeyError: 'x'", null, "KeyError: 'x'"])
  })

  it('say the message of JSON, and what else stands there', () => {
    const [row] = rowsOf(['{"level": "warn", "message": "low", "bytes": 3, "at": {"x": 1}}'])
    expect(row).toMatchObject({ level: 'warning', brief: 'low', fields: 'level=warn bytes=3 at={"x":1}' })
    expect(rowsOf(['{"a": 1}', '{broken', '{}'])).toMatchObject([{ brief: null }, { brief: null }, { brief: null }])
  })

  it('are counted by level and found by line', () => {
    const rows = rowsOf(['INFO a', ...ONE, 'INFO b', 'c'])
    expect(countLevels(rows)).toEqual([
      ['error', 1],
      ['info', 2],
    ])
    expect([0, 1, 4, 5, 99].map((line) => rowAt(rows, line))).toEqual([0, 1, 1, 2, 3])
  })

  it('are read without colours', () => {
    expect(plain('\u001b[1;31mred\u001b[0m')).toBe('red')
  })
})
