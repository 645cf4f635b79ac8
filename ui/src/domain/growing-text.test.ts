import { describe, expect, it } from 'vitest'
import { type GrowingText, grown, linesOf } from './growing-text'

const EMPTY: GrowingText = { text: '', read: 0 }

describe('a text that grows', () => {
  it('is the same however it is cut', () => {
    const bytes = new TextEncoder().encode('aé€𝄞\nb')
    for (let cut = 0; cut <= bytes.length; cut += 1) {
      const first = grown(EMPTY, bytes.subarray(0, cut))
      expect(grown(first, bytes.subarray(first.read)).text).toBe('aé€𝄞\nb')
    }
  })

  it('does not wait for ever for bytes that are no letter', () => {
    const known = grown(EMPTY, new Uint8Array([0x61, 0x80, 0x80, 0x80, 0x80, 0x80]))
    expect(known.read).toBe(6)
  })

  it('has lines', () => {
    expect(linesOf('')).toEqual([])
    expect(linesOf('a\n\nb\n')).toEqual(['a', '', 'b'])
    expect(linesOf('a\nb')).toEqual(['a', 'b'])
  })
})
