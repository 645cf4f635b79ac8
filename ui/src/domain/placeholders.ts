/** The placeholders of a command: which inputs and outputs of its task stand in it. */

export interface Placeholder {
  readonly kind: 'input' | 'output'
  readonly name: string
}

const REFERENCE = /\{\{\$\.(inputs|outputs)\.(?:parameters|artifacts)\['([^']+)'\]/g

/** `--lr={{$.inputs.parameters['lr']}}` → the input `lr`; each once. */
export function placeholdersOf(word: string): Placeholder[] {
  const found = new Map<string, Placeholder>()
  for (const [, side, name = ''] of word.matchAll(REFERENCE)) {
    found.set(`${side} ${name}`, { kind: side === 'inputs' ? 'input' : 'output', name })
  }
  return [...found.values()]
}

/** The Python function that a command runs; null where it runs none. */
export function functionOf(words: readonly string[]): string | null {
  const at = words.indexOf('--function_to_execute')
  return at < 0 ? null : (words[at + 1] ?? null)
}

/** A command as one line for a shell. */
export function shellText(words: readonly string[]): string {
  return words.map(quoted).join(' ')
}

function quoted(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`
}
