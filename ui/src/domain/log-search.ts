/** Finding in a log: a text in upper or lower case, or a regular expression between slashes. */

export interface Pattern {
  readonly test: (line: string) => boolean
  /** Why a regular expression is none. */
  readonly error: string
}

/** `loss` finds the text; `/loss=0\.\d+/` what the expression means. */
export function patternOf(text: string): Pattern {
  const expression = /^\/(.+)\/(i?)$/.exec(text)
  if (!expression) {
    const wanted = text.toLowerCase()
    return { test: (line) => line.toLowerCase().includes(wanted), error: '' }
  }
  try {
    const found = new RegExp(expression[1] ?? '', expression[2] ?? '')
    return { test: (line) => found.test(line), error: '' }
  } catch (error) {
    return { test: () => false, error: error instanceof Error ? error.message : String(error) }
  }
}
