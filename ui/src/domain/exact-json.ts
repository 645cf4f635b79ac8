/** JSON whose numbers stay as they were written, where JavaScript would round or reword them: 2^53+1, 1.0, 1e-05. */

/** A number that JavaScript would write otherwise. */
export class Exact {
  readonly text: string

  constructor(text: string) {
    this.text = text
  }
}

export type ExactJson =
  | null
  | boolean
  | number
  | string
  | Exact
  | readonly ExactJson[]
  | { readonly [key: string]: ExactJson }

const TOKEN = /"(?:[^"\\]|\\.)*"|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/g
// A text of the file that happens to begin so stays a text unless a number follows: it is then shown without its mark.
const MARK = '\u{f0000}exact:'
const MARKED = /^\u{f0000}exact:-?\d[\d.eE+-]*$/u

/** Parse a text of JSON. Throws `SyntaxError`. */
export function parseExact(text: string): ExactJson {
  JSON.parse(text) // refuses what is no JSON before anything in it is replaced
  const marked = text.replaceAll(TOKEN, (token) =>
    token.startsWith('"') || String(Number(token)) === token ? token : JSON.stringify(MARK + token),
  )
  return JSON.parse(marked, (_, value: unknown) =>
    typeof value === 'string' && MARKED.test(value) ? new Exact(value.slice(MARK.length)) : value,
  ) as ExactJson
}

/** The text of a value; over several lines where an indent is given. */
export function exactText(value: ExactJson, indent = ''): string {
  return written(value, indent, '')
}

function written(value: ExactJson, indent: string, before: string): string {
  if (value instanceof Exact) return value.text
  if (value === null || typeof value !== 'object') return JSON.stringify(value)
  const within = before + indent
  if (isList(value))
    return enclosed(
      '[]',
      value.map((item) => written(item, indent, within)),
      indent,
      before,
    )
  const gap = indent ? ' ' : ''
  const members = Object.entries(value).map(
    ([name, item]) => `${JSON.stringify(name)}:${gap}${written(item, indent, within)}`,
  )
  return enclosed('{}', members, indent, before)
}

function enclosed(marks: string, parts: readonly string[], indent: string, before: string): string {
  const [first, last] = [marks.charAt(0), marks.charAt(1)]
  if (parts.length === 0) return marks
  if (!indent) return `${first}${parts.join(',')}${last}`
  return `${first}\n${parts.map((part) => before + indent + part).join(',\n')}\n${before}${last}`
}

function isList(value: ExactJson): value is readonly ExactJson[] {
  return Array.isArray(value)
}
