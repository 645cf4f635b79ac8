/**
 * The filter language of lists of runs.
 *
 *     metrics.auc > 0.9 and params.model = "xgb" and state in (failed, canceled)
 *
 * Conditions are joined by `and`; each is one that the server answers from an index.
 */
import { type FilterProblem, nameOf, type Token, tokens } from './filter-tokens'
import { STATES, wordOf } from './states'

/** What a filter asks the server for. */
export interface FilterTerms {
  state: string[]
  param: string[]
  metric: string[]
  tag: string[]
  q: string | undefined
  pipeline: string | undefined
  since: string | undefined
  until: string | undefined
}

export type FilterResult = { terms: FilterTerms; problem: null } | { terms: null; problem: FilterProblem }

export const FIELDS = ['metrics.', 'params.', 'tags.', 'state', 'name', 'pipeline', 'created'] as const

const METRIC_OPERATORS = ['>', '>=', '<', '<=', '=', '!=']

class Stop extends Error {
  readonly at: number

  constructor(message: string, at: number) {
    super(message)
    this.at = at
  }
}

/** Read a filter; an empty one asks for everything. */
export function parseFilter(text: string): FilterResult {
  const cut = tokens(text)
  if (cut.problem) return { terms: null, problem: cut.problem }
  const terms: FilterTerms = {
    state: [],
    param: [],
    metric: [],
    tag: [],
    q: undefined,
    pipeline: undefined,
    since: undefined,
    until: undefined,
  }
  const reader = new Reader(cut.tokens, text.length)
  try {
    while (!reader.isAtEnd()) {
      condition(reader, terms)
      if (!reader.isAtEnd()) reader.and()
      else break
      if (reader.isAtEnd()) reader.fail('A condition is missing after and')
    }
    return { terms, problem: null }
  } catch (error) {
    if (error instanceof Stop) return { terms: null, problem: { message: error.message, at: error.at } }
    throw error
  }
}

class Reader {
  private at = 0
  private readonly all: readonly Token[]
  private readonly end: number

  constructor(all: readonly Token[], end: number) {
    this.all = all
    this.end = end
  }

  isAtEnd(): boolean {
    return this.at >= this.all.length
  }

  next(expected: string): Token {
    const token = this.all[this.at]
    if (!token) return this.fail(`${expected} is missing at the end`)
    this.at += 1
    return token
  }

  isNext(text: string): boolean {
    const token = this.all[this.at]
    if (token?.kind === 'text' || token?.text.toLowerCase() !== text) return false
    this.at += 1
    return true
  }

  and(): void {
    const token = this.next('and')
    const word = token.kind === 'word' ? token.text.toLowerCase() : ''
    if (word === 'or')
      this.fail('or cannot be asked: filter by one of the two, or use state in (failed, canceled)', token)
    if (word !== 'and') this.fail('Conditions are joined by and', token)
  }

  fail(message: string, token?: Token): never {
    throw new Stop(message, token?.start ?? this.all[this.at]?.start ?? this.end)
  }
}

const NAMED: Record<string, (reader: Reader, name: string, terms: FilterTerms) => void> = {
  metrics: metric,
  metric,
  params: parameter,
  param: parameter,
  parameters: parameter,
  tags: tag,
  tag,
}

function condition(reader: Reader, terms: FilterTerms): void {
  const field = reader.next('A condition')
  if (field.kind !== 'word') reader.fail(`A field is expected here: ${FIELDS.join(', ')}`, field)
  const name = nameOf(field.text)
  const dot = name.indexOf('.')
  if (dot < 0) {
    plain(reader, field, name.toLowerCase(), terms)
    return
  }
  const head = name.slice(0, dot).toLowerCase()
  const read = Object.hasOwn(NAMED, head) ? NAMED[head] : undefined
  if (!read) reader.fail(`${head} is no field; known: ${FIELDS.join(', ')}`, field)
  if (dot === name.length - 1) reader.fail(`The name after ${head}. is missing`, field)
  read?.(reader, name.slice(dot + 1), terms)
}

function metric(reader: Reader, name: string, terms: FilterTerms): void {
  const operator = comparison(reader, METRIC_OPERATORS)
  const value = reader.next('A number')
  if (value.kind !== 'number') reader.fail('A metric is compared with a number', value)
  terms.metric.push(`${name}${operator}${value.text}`)
}

function parameter(reader: Reader, name: string, terms: FilterTerms): void {
  comparison(reader, ['='])
  terms.param.push(`${name}=${literal(reader, reader.next('A value'))}`)
}

/** A number, a text, true, false or null; a bare word is a text. */
function literal(reader: Reader, token: Token): string {
  if (token.kind === 'number') return JSON.stringify(Number(token.text))
  if (token.kind === 'text') return JSON.stringify(token.text)
  if (token.kind !== 'word') return reader.fail('A value is expected here', token)
  return ['true', 'false', 'null'].includes(token.text) ? token.text : JSON.stringify(token.text)
}

function tag(reader: Reader, name: string, terms: FilterTerms): void {
  comparison(reader, ['='])
  const value = reader.next('A value')
  if (value.kind === 'operator' || value.kind === 'mark') reader.fail('A value is expected here', value)
  terms.tag.push(`${name}:${value.text}`)
}

function plain(reader: Reader, field: Token, name: string, terms: FilterTerms): void {
  if (name === 'state') {
    terms.state.push(...states(reader))
  } else if (name === 'name') {
    comparison(reader, ['~', '='])
    terms.q = reader.next('A text').text
  } else if (name === 'pipeline') {
    comparison(reader, ['='])
    terms.pipeline = reader.next('A name').text
  } else if (name === 'created') {
    created(reader, terms)
  } else {
    reader.fail(`${field.text} is no field; known: ${FIELDS.join(', ')}`, field)
  }
}

function states(reader: Reader): string[] {
  if (!reader.isNext('in')) {
    comparison(reader, ['='])
    return [state(reader)]
  }
  if (!reader.isNext('(')) reader.fail('( is expected after in')
  const found = [state(reader)]
  while (reader.isNext(',')) found.push(state(reader))
  if (!reader.isNext(')')) reader.fail(') is expected at the end of the list')
  return found
}

function state(reader: Reader): string {
  const token = reader.next('A state')
  const wanted = token.text.toLowerCase()
  const found = STATES.find((name) => name.toLowerCase() === wanted || wordOf(name).toLowerCase() === wanted)
  return (
    found ?? reader.fail(`${token.text} is no state; known: ${STATES.map((s) => s.toLowerCase()).join(', ')}`, token)
  )
}

function created(reader: Reader, terms: FilterTerms): void {
  const operator = comparison(reader, ['>', '>=', '<', '<='])
  const value = reader.next('A date')
  const moment = Date.parse(value.text)
  if (value.kind !== 'text' || Number.isNaN(moment)) reader.fail('A date in quotes is expected: "2026-11-27"', value)
  const text = new Date(moment).toISOString()
  if (operator.startsWith('>')) terms.since = text
  else terms.until = text
}

function comparison(reader: Reader, known: readonly string[]): string {
  const token = reader.next(`A comparison (${known.join(' ')})`)
  const operator = token.text === '==' ? '=' : token.text
  if (token.kind !== 'operator' || !known.includes(operator))
    reader.fail(`${known.join(' or ')} is expected here`, token)
  return operator
}
