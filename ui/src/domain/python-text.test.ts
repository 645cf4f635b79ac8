import { expect, test } from 'vitest'
import { Exact } from './exact-json'
import { pythonText } from './python-text'

test('writes what Python calls otherwise, and numbers as they were', () => {
  expect(pythonText({ a: null, b: [true, false], c: new Exact('9007199254740993'), d: 'x"\n' })).toBe(
    '{"a": None, "b": [True, False], "c": 9007199254740993, "d": "x\\"\\n"}',
  )
})

test('breaks what is long into lines', () => {
  const long = 'x'.repeat(60)
  expect(pythonText({ first: [long, long], second: {} })).toBe(
    `{\n    "first": [\n        "${long}",\n        "${long}",\n    ],\n    "second": {},\n}`,
  )
})
