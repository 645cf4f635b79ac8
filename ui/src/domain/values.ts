/** Values of parameters: as text, and how they differ. */
import { numberText } from './numbers'

export type JsonLike = null | boolean | number | string | readonly JsonLike[] | { readonly [key: string]: JsonLike }

/** A value on one line: texts without quotes unless they would be taken for something else. */
export function valueText(value: JsonLike | undefined): string {
  if (value === undefined) return '–'
  if (typeof value === 'number') return Number.isInteger(value) ? String(value) : numberText(value, 6)
  if (typeof value === 'string') return needsQuotes(value) ? JSON.stringify(value) : value
  return JSON.stringify(value)
}

/** A value as a filter or a request writes it. */
export function literalText(value: JsonLike): string {
  return JSON.stringify(value)
}

/** Whether two values are the same; members of an object have no order. */
export function isSame(a: JsonLike | undefined, b: JsonLike | undefined): boolean {
  return canonical(a) === canonical(b)
}

/** The change from a base, if both are numbers. */
export function delta(value: JsonLike | undefined, base: JsonLike | undefined): number | null {
  return typeof value === 'number' && typeof base === 'number' ? value - base : null
}

/** The keys whose number is the best; none if there are less than two numbers or all are equal. */
export function bestKeys(values: Readonly<Record<string, JsonLike | undefined>>, isLowerBetter: boolean): Set<string> {
  const numbers = Object.entries(values).filter(
    (entry): entry is [string, number] => typeof entry[1] === 'number' && Number.isFinite(entry[1]),
  )
  const all = numbers.map(([, value]) => value)
  const best = isLowerBetter ? Math.min(...all) : Math.max(...all)
  if (numbers.length < 2 || all.every((value) => value === best)) return new Set()
  return new Set(numbers.filter(([, value]) => value === best).map(([key]) => key))
}

function canonical(value: JsonLike | undefined): string {
  if (value === undefined) return ''
  if (value === null || typeof value !== 'object') return JSON.stringify(value)
  if (isList(value)) return `[${value.map(canonical).join(',')}]`
  const members = Object.keys(value)
    .sort()
    .map((key) => `${JSON.stringify(key)}:${canonical(value[key])}`)
  return `{${members.join(',')}}`
}

function isList(value: JsonLike): value is readonly JsonLike[] {
  return Array.isArray(value)
}

function needsQuotes(text: string): boolean {
  return text === '' || text.trim() !== text || /^(true|false|null|-?\d[\d.eE+-]*)$/.test(text) || /[\r\n\t]/.test(text)
}
