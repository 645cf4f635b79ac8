/** A text that is read in parts of bytes: a letter of several bytes may be cut by the end of a part. */

export interface GrowingText {
  readonly text: string
  /** How many bytes of it were read. */
  readonly read: number
}

/** The text with the bytes that follow it, up to the last whole letter. */
export function grown(known: GrowingText, bytes: Uint8Array): GrowingText {
  const whole = wholeLength(bytes)
  if (whole === 0) return known
  const text = known.text + new TextDecoder().decode(bytes.subarray(0, whole))
  return { text, read: known.read + whole }
}

/** The lines of a text; the end of the last one is no line of its own. */
export function linesOf(text: string): string[] {
  if (text === '') return []
  return (text.endsWith('\n') ? text.slice(0, -1) : text).split('\n')
}

const MOST_OF_A_LETTER = 4

function wholeLength(bytes: Uint8Array): number {
  for (let back = 1; back <= Math.min(MOST_OF_A_LETTER, bytes.length); back += 1) {
    const byte = bytes[bytes.length - back] ?? 0
    if ((byte & 0xc0) === 0x80) continue
    const needed = byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : byte >= 0xc0 ? 2 : 1
    return needed > back ? bytes.length - back : bytes.length
  }
  return bytes.length
}
