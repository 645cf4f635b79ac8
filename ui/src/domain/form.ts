/** The fields of a run form: what stands in them, as the arguments of a run, and back. */
import { type ExactJson, exactText, parseExact } from './exact-json'

export type InputType =
  | 'STRING'
  | 'NUMBER_INTEGER'
  | 'NUMBER_DOUBLE'
  | 'BOOLEAN'
  | 'LIST'
  | 'STRUCT'
  | 'TASK_FINAL_STATUS'
  | 'ARTIFACT'

/** The types in words. */
export const INPUT_TYPES: Record<InputType, string> = {
  STRING: 'text',
  NUMBER_INTEGER: 'whole number',
  NUMBER_DOUBLE: 'number',
  BOOLEAN: 'true or false',
  LIST: 'list',
  STRUCT: 'object',
  TASK_FINAL_STATUS: 'status',
  ARTIFACT: 'artifact',
}

/** An input of a pipeline, as the form needs it. */
export interface FormInput {
  name: string
  type: InputType
  optional: boolean
  has_default: boolean
  default: ExactJson
  nullable: boolean
  description: string
  literals: readonly ExactJson[] | null
  artifact_type: string | null
}

/** What stands in a field. A text that is empty, a null and no value at all are three things. */
export interface Entry {
  /** False: the run is given nothing, and takes the default. */
  isSet: boolean
  isNull: boolean
  /** As it is typed; for a choice, the text of its JSON. */
  text: string
}

export type Entries = Readonly<Record<string, Entry>>

/** The argument as JSON; null where the run is given nothing. */
export type Read = { json: string | null; error?: never } | { error: string; json?: never }

const INTEGER = /^[+-]?\d+$/
const DECIMAL = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i
const JSON_NUMBER = /^-?(0|[1-9]\d*)(\.\d+)?(e[+-]?\d+)?$/i
const MOST_DIGITS = 400

/** The field before anybody typed in it. */
export function freshEntry(input: FormInput): Entry {
  const known = input.has_default ? entryOf(input, input.default) : { isNull: false, text: blankText(input) }
  return { ...known, isSet: false }
}

/** The field that gives a value. */
export function entryOf(input: FormInput, value: ExactJson): Entry {
  if (value === null && input.type === 'ARTIFACT') return freshEntry(input) // an artifact is there or not
  if (value === null) return { isSet: true, isNull: true, text: blankText(input) }
  return { isSet: true, isNull: false, text: fieldText(input, value) }
}

/** Read a field. */
export function readEntry(input: FormInput, entry: Entry): Read {
  if (!entry.isSet) {
    return input.optional || input.has_default ? { json: null } : { error: 'This input needs a value' }
  }
  if (entry.isNull) return input.nullable ? { json: 'null' } : { error: 'This input cannot be null' }
  if (input.literals) return entry.text ? { json: entry.text } : { error: 'Choose one' }
  return readText(input.type, entry.text)
}

/** Whether a field gives a value that is not the default. */
export function isChanged(input: FormInput, entry: Entry): boolean {
  if (!entry.isSet) return false
  if (!input.has_default) return true
  const fresh = freshEntry(input)
  return entry.isNull !== fresh.isNull || (!entry.isNull && entry.text !== fresh.text)
}

/** Read all fields: the arguments as one JSON object, and what is wrong, by name. */
export function readEntries(inputs: readonly FormInput[], entries: Entries) {
  const errors: Record<string, string> = {}
  const members: string[] = []
  for (const input of inputs) {
    const read = readEntry(input, entries[input.name] ?? freshEntry(input))
    if (read.error !== undefined) errors[input.name] = read.error
    else if (read.json !== null) members.push(`${JSON.stringify(input.name)}:${read.json}`)
  }
  return { json: `{${members.join(',')}}`, errors }
}

/** Fill the fields with given arguments; what the pipeline does not have is left out. */
export function fillEntries(inputs: readonly FormInput[], given: Readonly<Record<string, ExactJson>>): Entries {
  return Object.fromEntries(
    inputs.map((input) => {
      const value = Object.hasOwn(given, input.name) ? given[input.name] : undefined
      return [input.name, value === undefined ? freshEntry(input) : entryOf(input, value)]
    }),
  )
}

function fieldText(input: FormInput, value: ExactJson): string {
  if (input.literals) return exactText(value)
  if (input.type === 'STRING' || input.type === 'ARTIFACT') return typeof value === 'string' ? value : exactText(value)
  return exactText(value, input.type === 'LIST' || input.type === 'STRUCT' ? '  ' : '')
}

function blankText(input: FormInput): string {
  return input.type === 'BOOLEAN' && !input.literals ? 'false' : ''
}

function readText(type: InputType, text: string): Read {
  switch (type) {
    case 'STRING':
      return { json: JSON.stringify(text) }
    case 'NUMBER_INTEGER':
      return readInteger(text.trim())
    case 'NUMBER_DOUBLE':
      return readDouble(text.trim())
    case 'BOOLEAN':
      return text === 'true' || text === 'false' ? { json: text } : { error: 'Choose true or false' }
    case 'LIST':
      return readTree(text, 'a list', Array.isArray)
    case 'STRUCT':
      return readTree(text, 'an object', isObject)
    case 'ARTIFACT':
      return readArtifact(text.trim())
    default:
      return { error: 'A run cannot be given this input here' }
  }
}

/** A URI or path; an object of JSON is one with its metadata. */
function readArtifact(text: string): Read {
  if (text === '') return { error: 'Give the URI or path of an artifact' }
  return text.startsWith('{') ? readTree(text, 'an object', isObject) : { json: JSON.stringify(text) }
}

function readInteger(text: string): Read {
  if (text.length > MOST_DIGITS) return { error: `At most ${MOST_DIGITS} digits` }
  if (INTEGER.test(text)) return { json: BigInt(text.replace('+', '')).toString() }
  const value = Number(text)
  if (DECIMAL.test(text) && Number.isSafeInteger(value)) return { json: String(value) }
  return { error: text === '' ? 'Give a whole number' : 'This is no whole number' }
}

function readDouble(text: string): Read {
  if (/^[+-]?(nan|inf(inity)?)$/i.test(text))
    return { error: 'NaN and infinity cannot be sent: JSON has no such number' }
  if (!DECIMAL.test(text)) return { error: text === '' ? 'Give a number' : 'This is no number' }
  const value = Number(text)
  if (!Number.isFinite(value)) return { error: 'This number is too great' }
  return { json: JSON_NUMBER.test(text) ? text : String(value) }
}

function isObject(value: object): boolean {
  return !Array.isArray(value)
}

function readTree(text: string, what: string, isRight: (value: object) => boolean): Read {
  try {
    const value = parseExact(text)
    if (value !== null && typeof value === 'object' && isRight(value)) return { json: exactText(value) }
    return { error: `This is no JSON text of ${what}` }
  } catch (cause) {
    return { error: text.trim() === '' ? `Give ${what} as JSON` : `This is no JSON: ${(cause as Error).message}` }
  }
}
