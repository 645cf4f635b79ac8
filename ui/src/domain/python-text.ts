/** JSON as a literal of Python, with the numbers as they were written. */
import { Exact, type ExactJson } from './exact-json'

const STEP = '    '
const WIDEST = 88

/** Short values stand on one line, others with one item a line, as formatters of Python write them. */
export function pythonText(value: ExactJson, before = ''): string {
  const flat = flatText(value)
  if (before.length + flat.length <= WIDEST || value === null || typeof value !== 'object' || value instanceof Exact) {
    return flat
  }
  const within = before + STEP
  const lines = isList(value)
    ? value.map((item) => `${within}${pythonText(item, within)},\n`)
    : Object.entries(value).map(([name, item]) => `${within}${JSON.stringify(name)}: ${pythonText(item, within)},\n`)
  const [first, last] = isList(value) ? '[]' : '{}'
  return `${first}\n${lines.join('')}${before}${last}`
}

function flatText(value: ExactJson): string {
  if (value instanceof Exact) return value.text
  if (value === null) return 'None'
  if (typeof value === 'boolean') return value ? 'True' : 'False'
  if (typeof value !== 'object') return JSON.stringify(value)
  if (isList(value)) return `[${value.map(flatText).join(', ')}]`
  const members = Object.entries(value).map(([name, item]) => `${JSON.stringify(name)}: ${flatText(item)}`)
  return `{${members.join(', ')}}`
}

function isList(value: ExactJson): value is readonly ExactJson[] {
  return Array.isArray(value)
}
