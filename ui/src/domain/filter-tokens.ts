/** Words of the filter language: `metrics.auc > 0.9 and params.model = "xgb"`. */

export type TokenKind = 'word' | 'text' | 'number' | 'operator' | 'mark'

export interface Token {
  kind: TokenKind
  /** What it means: a text without its quotes. */
  text: string
  start: number
  end: number
}

/** A filter that is not understood: what was expected, and where. */
export interface FilterProblem {
  message: string
  at: number
}

const PATTERN =
  /\s*(?:(?<text>"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')|(?<operator><=|>=|!=|==|=|<|>|~)|(?<number>-?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?(?![\w.]))|(?<word>[\p{L}_][\p{L}\p{N}_\-./]*(?:"(?:[^"\\]|\\.)*")?)|(?<mark>[(),]))/uy

/** Cut a filter into words; the rest that is none is a problem. */
export function tokens(text: string): { tokens: Token[]; problem: FilterProblem | null } {
  const found: Token[] = []
  const pattern = new RegExp(PATTERN)
  while (pattern.lastIndex < text.length) {
    const at = pattern.lastIndex
    const match = pattern.exec(text)
    if (!match?.groups) {
      const rest = text.slice(at)
      if (!rest.trim()) break
      const start = at + rest.length - rest.trimStart().length
      return { tokens: found, problem: { message: problemOf(text, start), at: start } }
    }
    const [kind, raw] = Object.entries(match.groups).find(([, value]) => value !== undefined) ?? ['mark', '']
    const end = pattern.lastIndex
    const meaning = kind === 'text' ? unquoted(raw) : raw
    found.push({ kind: kind as TokenKind, text: meaning, start: end - raw.length, end })
  }
  return { tokens: found, problem: null }
}

/** `params."learning rate"` → "params.learning rate": the quotes only hold the name together. */
export function nameOf(word: string): string {
  const quote = word.indexOf('"')
  return quote < 0 ? word : word.slice(0, quote) + unquoted(word.slice(quote))
}

function unquoted(raw: string): string {
  return raw.slice(1, -1).replace(/\\(.)/g, '$1')
}

function problemOf(text: string, at: number): string {
  const sign = text[at] ?? ''
  if (sign === '"' || sign === "'") return 'The text that begins here has no closing quote'
  return `${sign} has no meaning here`
}
