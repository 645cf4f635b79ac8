import { describe, expect, test } from 'vitest'
import { Exact, type ExactJson } from './exact-json'
import { type FormInput, fillEntries, readEntries } from './form'
import { looksLikeArguments, readArguments, yamlText } from './form-text'

function input(name: string, part: Partial<FormInput> = {}): FormInput {
  return {
    name,
    type: 'STRING',
    optional: false,
    has_default: false,
    default: null,
    nullable: false,
    description: '',
    literals: null,
    artifact_type: null,
    ...part,
  }
}

const INPUTS: FormInput[] = [
  input('name', { description: 'What to call it' }),
  input('rounds', { type: 'NUMBER_INTEGER', has_default: true, optional: true, default: 10 }),
  input('rate', { type: 'NUMBER_DOUBLE', has_default: true, optional: true, default: 0.1 }),
  input('shuffle', { type: 'BOOLEAN', has_default: true, optional: true, default: true }),
  input('limits', { type: 'STRUCT', optional: true, nullable: true }),
  input('tags', { type: 'LIST', optional: true, nullable: true }),
  input('note', { optional: true, nullable: true }),
  input('solver', { literals: ['fast', 'exact'], has_default: true, optional: true, default: 'fast' }),
]

const GIVEN: Record<string, ExactJson>[] = [
  { name: '' },
  { name: 'true' },
  { name: '12' },
  { name: 'a: b # c\nd' },
  { name: 'x', note: null },
  { name: 'x', note: 'null' },
  { name: 'x', rounds: 0, rate: 0, shuffle: false },
  { name: 'x', rounds: new Exact('9007199254740993') },
  { name: 'x', rate: new Exact('1e-05') },
  { name: 'x', limits: { a: new Exact('1.0'), 'b c': [1, null, 'true'], '3': {} }, tags: [] },
  { name: 'x', solver: 'exact', tags: ['', '0', 0, false, null] },
]

test.each(GIVEN)('writes and reads back %j', (given) => {
  const before = fillEntries(INPUTS, given)
  const read = readArguments(INPUTS, yamlText(INPUTS, before))
  expect(read.problems).toEqual([])
  const [now, then] = [readEntries(INPUTS, read.entries), readEntries(INPUTS, before)]
  expect(now.errors).toEqual({})
  expect(JSON.parse(now.json)).toEqual(JSON.parse(then.json))
  expect(now.json.match(/9007199254740993|1\.0/)?.[0]).toBe(then.json.match(/9007199254740993|1\.0/)?.[0])
})

test('leaves what nobody changed to its default', () => {
  const read = readArguments(INPUTS, yamlText(INPUTS, fillEntries(INPUTS, { name: 'x' })))
  expect(readEntries(INPUTS, read.entries).json).toBe('{"name":"x"}')
})

test('says what an input is, and that it is required', () => {
  const text = yamlText(INPUTS, fillEntries(INPUTS, {}))
  expect(text).toContain('# text, required\n# What to call it\n# name:')
})

describe('reads', () => {
  const filledBy = (text: string) => JSON.parse(readEntries(INPUTS, readArguments(INPUTS, text).entries).json)

  test('lines of name=value, as the command line has them', () => {
    expect(filledBy('name=a=b\nrounds=5\nsolver=exact\ntags=["a"]\nnote=null')).toEqual({
      name: 'a=b',
      rounds: 5,
      solver: 'exact',
      tags: ['a'],
      note: null,
    })
    expect(filledBy('-p name=x \\\n-p \'tags=["a b"]\'')).toEqual({ name: 'x', tags: ['a b'] })
  })

  test('JSON', () => {
    expect(filledBy('{"name": "x", "rate": 2.5, "shuffle": false}')).toEqual({ name: 'x', rate: 2.5, shuffle: false })
  })

  test('YAML with anchors', () => {
    expect(filledBy('name: x\nlimits: &a {k: 1}\ntags: [*a]')).toEqual({
      name: 'x',
      limits: { k: 1 },
      tags: [{ k: 1 }],
    })
  })
})

test('names what the pipeline does not have, with its line', () => {
  expect(readArguments(INPUTS, 'name: x\nrondes: 3').problems).toEqual([
    { line: 2, column: 1, message: "This pipeline has no input 'rondes'" },
  ])
  expect(readArguments(INPUTS, 'rondes=3').problems[0]?.line).toBe(1)
})

test('tells where YAML is broken, and refuses what JSON cannot hold', () => {
  expect(readArguments(INPUTS, 'name: x\ntags: [1').problems[0]?.line).toBe(2)
  expect(readArguments(INPUTS, 'rate: .nan').problems[0]?.message).toMatch(/NaN/)
  expect(readArguments(INPUTS, '- a').problems).toHaveLength(1)
})

test('knows arguments from words', () => {
  expect(['a=1', '{"a": 1}', 'a: 1\nb: 2', '-p a=1'].map(looksLikeArguments)).toEqual([true, true, true, true])
  expect(['hello world', 'https://x.test/a', ''].map(looksLikeArguments)).toEqual([false, false, false])
})
