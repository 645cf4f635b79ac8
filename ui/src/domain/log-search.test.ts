import { describe, expect, it } from 'vitest'
import { patternOf } from './log-search'

describe('finding in a log', () => {
  it('finds a text whatever its case', () => {
    expect(patternOf('Loss').test('val_loss=1')).toBe(true)
    expect(patternOf('a.c').test('abc')).toBe(false)
  })

  it('finds what an expression between slashes means', () => {
    expect(patternOf('/loss=0\\.\\d+/').test('loss=0.5')).toBe(true)
    expect(patternOf('/LOSS/').test('loss')).toBe(false)
    expect(patternOf('/LOSS/i').test('loss')).toBe(true)
    expect(patternOf('/').test('a/b')).toBe(true)
  })

  it('says what is wrong with an expression', () => {
    expect(patternOf('/(/').error).not.toBe('')
    expect(patternOf('/(/').test('(')).toBe(false)
  })
})
