/** The fields of a run form as a text, and texts as fields: YAML, JSON, and lines of `name=value`. */
import {
  type Document,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  LineCounter,
  type Node,
  parseDocument,
  Scalar,
  stringify,
} from 'yaml'
import { Exact, type ExactJson } from './exact-json'
import {
  type Entries,
  type Entry,
  entryOf,
  type FormInput,
  freshEntry,
  INPUT_TYPES,
  isChanged,
  readEntry,
} from './form'

export interface TextProblem {
  line: number
  column: number
  message: string
}

export interface ReadText {
  entries: Entries
  /** Names that the pipeline does not have, and what cannot be read. */
  problems: TextProblem[]
  /** The lines of what was given. */
  lines: Readonly<Record<string, number>>
  given: readonly string[]
}

const WIDTH = 110

/** A text with every input: its meaning as a comment, its value below; what has no value is a comment as well. */
export function yamlText(inputs: readonly FormInput[], entries: Entries): string {
  return inputs.map((input) => inputText(input, entries[input.name] ?? freshEntry(input))).join('\n')
}

/** Read a text as arguments: `name=value` lines if all lines are, else YAML, which JSON is, too. */
export function readArguments(inputs: readonly FormInput[], text: string): ReadText {
  return isPairs(text) ? readPairs(inputs, text) : readYaml(inputs, text)
}

/** Whether a text looks like arguments at all, and not like a word that somebody pastes. */
export function looksLikeArguments(text: string): boolean {
  return isPairs(text) || /^\s*\{[\s\S]*\}\s*$/.test(text) || /^[\w.-]+\s*:(\s|$)/m.test(text)
}

const PAIR = /^([\w.-]+)=(.*)$/
const OPTION = /^\s*(?:-p|--parameter)\s+(["']?)(.*?)\1\s*\\?\s*$/

/** The name and the value of a line, also where it stands as an option of a command. */
function pairOf(line: string): [string, string] | null {
  const found = PAIR.exec(OPTION.exec(line)?.[2] ?? line.trim())
  return found ? [found[1] ?? '', found[2] ?? ''] : null
}

function isPairs(text: string): boolean {
  const lines = text.split('\n').filter((line) => line.trim() !== '' && !line.trimStart().startsWith('#'))
  return lines.length > 0 && lines.every(pairOf)
}

function readPairs(inputs: readonly FormInput[], text: string): ReadText {
  const given = new Map<string, Entry>()
  const lines: Record<string, number> = {}
  const problems: TextProblem[] = []
  text.split('\n').forEach((line, index) => {
    const [name, value] = pairOf(line) ?? ['', '']
    if (name === '' || line.trimStart().startsWith('#')) return
    const input = inputs.find((known) => known.name === name)
    if (!input) problems.push({ line: index + 1, column: 1, message: unknown(name) })
    else {
      given.set(name, typedEntry(input, value))
      lines[name] = index + 1
    }
  })
  return { entries: filled(inputs, given), problems, lines, given: [...given.keys()] }
}

/** As the command line reads it: a text is itself, everything else is JSON. */
function typedEntry(input: FormInput, value: string): Entry {
  if (value === 'null' && input.nullable) return { isSet: true, isNull: true, text: freshEntry(input).text }
  const literal = input.literals?.find((one) => one === value)
  return { isSet: true, isNull: false, text: literal === undefined ? value : JSON.stringify(literal) }
}

function readYaml(inputs: readonly FormInput[], text: string): ReadText {
  const counter = new LineCounter()
  const document = parseDocument(text, { lineCounter: counter, intAsBigInt: true, logLevel: 'silent' })
  const place = (offset: number) => ({ line: counter.linePos(offset).line, column: counter.linePos(offset).col })
  const nothing = { entries: filled(inputs, new Map()), lines: {}, given: [] }
  const broken = document.errors.map((error) => ({ ...place(error.pos[0]), message: firstLine(error.message) }))
  if (broken.length > 0) return { ...nothing, problems: broken }
  const root = document.contents
  if (root === null || (isScalar(root) && root.value === null)) return { ...nothing, problems: [] }
  if (!isMap(root)) {
    return { ...nothing, problems: [{ line: 1, column: 1, message: 'Write one "name: value" for each input' }] }
  }
  const read = root.items.map(({ key, value }) => {
    const name = isScalar(key) ? String(key.source ?? key.value) : ''
    return { name, at: place((key as Node | null)?.range?.[0] ?? 0), ...memberOf(inputs, name, value, document) }
  })
  const known = read.filter(({ isKnown }) => isKnown)
  const given = new Map(known.flatMap(({ name, entry }) => (entry ? [[name, entry] as const] : [])))
  return {
    entries: filled(inputs, given),
    problems: read.flatMap(({ at, message }) => (message ? [{ ...at, message }] : [])),
    lines: Object.fromEntries(known.map(({ name, at }) => [name, at.line])),
    given: [...given.keys()],
  }
}

/** What a member of the text means for the form. */
function memberOf(inputs: readonly FormInput[], name: string, value: unknown, document: Document) {
  const input = inputs.find((one) => one.name === name)
  if (!input) return { isKnown: false, message: unknown(name) }
  try {
    return { isKnown: true, entry: settled(input, entryOf(input, exactOf(value, document))) }
  } catch (cause) {
    return { isKnown: true, message: (cause as Error).message }
  }
}

/** What is the default stays the default: a text that was only looked at changes nothing. */
function settled(input: FormInput, entry: Entry): Entry {
  return input.has_default && !isChanged(input, entry) ? freshEntry(input) : entry
}

function filled(inputs: readonly FormInput[], given: ReadonlyMap<string, Entry>): Entries {
  return Object.fromEntries(inputs.map((input) => [input.name, given.get(input.name) ?? freshEntry(input)]))
}

/** A node of YAML as JSON, its numbers as they were written. */
function exactOf(node: unknown, document: Document): ExactJson {
  if (node === null || node === undefined) return null
  if (isAlias(node)) return exactOf(node.resolve(document), document)
  if (isSeq(node)) return node.items.map((item) => exactOf(item, document))
  if (isMap(node)) {
    return Object.fromEntries(
      node.items.map(({ key, value }) => [
        isScalar(key) ? String(key.source ?? key.value) : String(key),
        exactOf(value, document),
      ]),
    )
  }
  return isScalar(node) ? exactScalar(node) : null
}

const JSON_NUMBER = /^-?(0|[1-9]\d*)(\.\d+)?([eE][+-]?\d+)?$/

function exactScalar({ value, source }: Scalar): ExactJson {
  if (typeof value === 'number' || typeof value === 'bigint') {
    if (typeof value === 'number' && !Number.isFinite(value)) {
      throw new Error('NaN and infinity cannot be sent: JSON has no such number')
    }
    const text = source !== undefined && JSON_NUMBER.test(source) ? source : String(value)
    return String(Number(text)) === text ? Number(text) : new Exact(text)
  }
  if (value instanceof Date) return source ?? value.toISOString()
  return value === null || typeof value === 'boolean' || typeof value === 'string' ? value : String(value)
}

function inputText(input: FormInput, entry: Entry): string {
  const what = [input.literals ? 'choice' : INPUT_TYPES[input.type], isRequired(input) ? 'required' : ''].filter(
    Boolean,
  )
  const comment = [what.join(', '), ...input.description.split('\n')].filter((line) => line.trim() !== '')
  return [...comment.map((line) => `# ${line}`), `${valueText(input, entry)}\n`].join('\n')
}

function valueText(input: FormInput, entry: Entry): string {
  const name = stringify(input.name).trimEnd()
  const read = readEntry(input, entry.isSet || !input.has_default ? entry : { ...entry, isSet: true })
  if (read.error !== undefined || read.json === null) {
    // What cannot be read stays what was typed; what was not typed stays away.
    return entry.isSet && entry.text !== '' ? `${name}: ${JSON.stringify(entry.text)}` : `# ${name}:`
  }
  const value = parseNodes(read.json)
  return stringify({ [input.name]: value }, { lineWidth: WIDTH, flowCollectionPadding: false }).trimEnd()
}

/** JSON as values that `stringify` writes with the numbers as they were. */
function parseNodes(json: string): unknown {
  const document = parseDocument(json, { intAsBigInt: true, logLevel: 'silent' })
  return plainOf(exactOf(document.contents, document))
}

function plainOf(value: ExactJson): unknown {
  if (value instanceof Exact) return numberNode(value.text)
  if (value === null || typeof value !== 'object') return value
  if (Array.isArray(value)) return value.map(plainOf)
  return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, plainOf(item)]))
}

function numberNode(text: string): unknown {
  if (/^-?\d+$/.test(text)) return BigInt(text)
  const node = new Scalar(Number(text))
  const decimals = /\.(\d+)$/.exec(text)?.[1]
  if (decimals) node.minFractionDigits = decimals.length
  return node
}

function isRequired(input: FormInput): boolean {
  return !input.optional && !input.has_default
}

function unknown(name: string): string {
  return name === '' ? 'The name of an input is a text' : `This pipeline has no input '${name}'`
}

function firstLine(text: string): string {
  return text.split('\n', 1)[0]?.replace(/ at line \d+, column \d+:?$/, '') ?? text
}
