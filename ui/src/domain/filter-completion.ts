/** What may follow in a filter: names that occur, operators, words. */
import { FIELDS } from './run-filter'
import { STATES } from './states'

export interface Names {
  parameters: readonly string[]
  metrics: readonly string[]
  tags: readonly string[]
}

export interface Completion {
  /** What is offered, whole. */
  text: string
  /** From where on it takes the place of what is written. */
  from: number
}

const MOST = 12

/** Offers for the word that ends at the caret. */
export function completions(text: string, caret: number, names: Names): Completion[] {
  const before = text.slice(0, caret)
  const word = /[^\s(),<>=!~]*$/.exec(before)?.[0] ?? ''
  const from = caret - word.length
  const offered = offers(before.slice(0, from), names).filter(
    (offer) => offer.toLowerCase().includes(word.toLowerCase()) && offer !== word,
  )
  const starts = (offer: string) => (offer.toLowerCase().startsWith(word.toLowerCase()) ? 0 : 1)
  return offered
    .sort((a, b) => starts(a) - starts(b))
    .slice(0, MOST)
    .map((offer) => ({ text: offer, from }))
}

/** A name as the language writes it; quotes hold odd ones together. */
export function qualified(head: 'metrics' | 'params' | 'tags', name: string): string {
  const isPlain = /^[\p{L}\p{N}_\-./]+$/u.test(name)
  return `${head}.${isPlain ? name : `"${name.replace(/["\\]/g, '\\$&')}"`}`
}

function offers(before: string, names: Names): string[] {
  const rest = before.trimEnd()
  if (/(^|\s)state\s*(=|==|in\s*\(([^)]*,)?)$/i.test(rest)) return STATES.map((state) => state.toLowerCase())
  if (rest === '' || /\sand$/i.test(rest)) return fields(names)
  if (/[<>=~,(]$/.test(rest) || /\s(in)$/i.test(rest)) return []
  if (isValueEnd(rest)) return ['and']
  return []
}

function fields(names: Names): string[] {
  return [
    ...names.metrics.map((name) => qualified('metrics', name)),
    ...names.parameters.map((name) => qualified('params', name)),
    ...names.tags.map((name) => qualified('tags', name)),
    ...FIELDS.filter((field) => !field.endsWith('.')),
  ]
}

function isValueEnd(text: string): boolean {
  return /([<>=~]\s*("[^"]*"|'[^']*'|[^\s<>=~"']+)|\))$/.test(text)
}
