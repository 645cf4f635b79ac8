import { describe, expect, it } from 'vitest'
import { Exact, exactText, parseExact } from './exact-json'
import { type Entry, entryOf, type FormInput, fillEntries, freshEntry, isChanged, readEntries, readEntry } from './form'

function input(part: Partial<FormInput>): FormInput {
  const base = { name: 'x', type: 'STRING', optional: false, has_default: false, default: null, nullable: false }
  return { ...base, description: '', literals: null, artifact_type: null, ...part } as FormInput
}

function typed(text: string): Entry {
  return { isSet: true, isNull: false, text }
}

describe('a field', () => {
  it('keeps an empty text, zero, false, null and nothing apart', () => {
    const optional = { optional: true, nullable: true }
    expect(readEntry(input(optional), typed(''))).toEqual({ json: '""' })
    expect(readEntry(input({ ...optional, type: 'NUMBER_INTEGER' }), typed('0'))).toEqual({ json: '0' })
    expect(readEntry(input({ ...optional, type: 'BOOLEAN' }), typed('false'))).toEqual({ json: 'false' })
    expect(readEntry(input(optional), { ...typed(''), isNull: true })).toEqual({ json: 'null' })
    expect(readEntry(input(optional), freshEntry(input(optional)))).toEqual({ json: null })
  })

  it('takes the words null and 0 as text where a text is asked for', () => {
    expect(readEntry(input({}), typed('null'))).toEqual({ json: '"null"' })
    expect(readEntry(input({}), typed('0'))).toEqual({ json: '"0"' })
  })

  it('asks for a value that is needed, and refuses a null that is not allowed', () => {
    expect(readEntry(input({}), freshEntry(input({}))).error).toBe('This input needs a value')
    expect(readEntry(input({}), { ...typed(''), isNull: true }).error).toBe('This input cannot be null')
  })

  it.each([
    ['9007199254740993', '9007199254740993'],
    ['-9007199254740993', '-9007199254740993'],
    ['+007', '7'],
    [' 1e5 ', '100000'],
    ['3.0', '3'],
  ])('reads the whole number %s as %s', (text, json) => {
    expect(readEntry(input({ type: 'NUMBER_INTEGER' }), typed(text))).toEqual({ json })
  })

  it.each(['', '1.5', '1e-5', 'NaN', '0x10', '1_000', '9'.repeat(401)])('refuses %s as a whole number', (text) => {
    expect(readEntry(input({ type: 'NUMBER_INTEGER' }), typed(text)).error).toBeTruthy()
  })

  it.each([
    ['1e-5', '1e-5'],
    ['.5', '0.5'],
    ['1.', '1'],
    ['-0', '-0'],
    ['2', '2'],
    ['1.0', '1.0'],
  ])('reads the number %s as %s', (text, json) => {
    expect(readEntry(input({ type: 'NUMBER_DOUBLE' }), typed(text))).toEqual({ json })
  })

  it.each(['', 'NaN', '-inf', 'Infinity', '1e999', '1,5', '1e'])('refuses %s as a number', (text) => {
    expect(readEntry(input({ type: 'NUMBER_DOUBLE' }), typed(text)).error).toBeTruthy()
  })

  it('reads lists and objects without rounding what is in them', () => {
    expect(readEntry(input({ type: 'LIST' }), typed('[9007199254740993, 1.0, null]'))).toEqual({
      json: '[9007199254740993,1.0,null]',
    })
    expect(readEntry(input({ type: 'STRUCT' }), typed('{"a": [1e-05]}'))).toEqual({ json: '{"a":[1e-05]}' })
  })

  it.each(['', '{}', 'null', '[NaN]', '[1', '"[]"'])('refuses %s as a list', (text) => {
    expect(readEntry(input({ type: 'LIST' }), typed(text)).error).toBeTruthy()
  })
})

describe('what a field gives', () => {
  const cases: [FormInput['type'], string][] = [
    ['STRING', '""'],
    ['STRING', '"null"'],
    ['STRING', JSON.stringify('two\nlines')],
    ['NUMBER_INTEGER', '9007199254740993'],
    ['NUMBER_INTEGER', '0'],
    ['NUMBER_DOUBLE', '1e-05'],
    ['NUMBER_DOUBLE', '2.0'],
    ['BOOLEAN', 'false'],
    ['LIST', '[]'],
    ['LIST', '["",0,false,null,[1.0]]'],
    ['STRUCT', '{"__proto__":1,"b":{}}'],
  ]

  it.each(cases)('comes back as it went in: %s %s', (type, json) => {
    const one = input({ type })
    expect(readEntry(one, entryOf(one, parseExact(json)))).toEqual({ json })
  })

  it('is a null where the default is one', () => {
    const one = input({ has_default: true, optional: true, nullable: true })
    expect(freshEntry(one)).toEqual({ isSet: false, isNull: true, text: '' })
    expect(isChanged(one, typed(''))).toBe(true)
  })

  it('is not a change where it is the default again', () => {
    const one = input({ has_default: true, default: 'iris' })
    expect(isChanged(one, typed('iris'))).toBe(false)
    expect(isChanged(one, typed('Iris'))).toBe(true)
  })

  it('is one of the choices, whatever their type', () => {
    const one = input({ type: 'NUMBER_INTEGER', literals: [0, 1], has_default: true, default: 0 })
    expect(readEntry(one, entryOf(one, 1))).toEqual({ json: '1' })
    expect(freshEntry(one).text).toBe('0')
  })
})

describe('a form', () => {
  const inputs = [input({ name: 'a', type: 'NUMBER_INTEGER' }), input({ name: 'b', has_default: true, default: 'x' })]

  it('leaves out what has its default', () => {
    const { json, errors } = readEntries(inputs, { a: typed('3') })
    expect([json, errors]).toEqual(['{"a":3}', {}])
  })

  it('names what is missing', () => {
    expect(readEntries(inputs, {}).errors).toEqual({ a: 'This input needs a value' })
  })

  it('is filled with the arguments of another run, without those that it does not have', () => {
    const entries = fillEntries(inputs, { a: new Exact('9007199254740993'), other: 1 })
    expect(readEntries(inputs, entries).json).toBe('{"a":9007199254740993}')
    expect(Object.keys(entries)).toEqual(['a', 'b'])
  })
})

describe('exact JSON', () => {
  it('does not look for numbers within texts', () => {
    expect(exactText(parseExact('{"1.0":"say \\"1.0\\" \\\\"}'))).toBe('{"1.0":"say \\"1.0\\" \\\\"}')
  })

  it('writes over several lines', () => {
    expect(exactText({ a: [1], b: {} }, '  ')).toBe('{\n  "a": [\n    1\n  ],\n  "b": {}\n}')
  })

  it('refuses what is no JSON', () => {
    expect(() => parseExact('[01]')).toThrow(SyntaxError)
  })
})
