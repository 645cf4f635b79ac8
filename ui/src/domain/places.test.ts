import { expect, test } from 'vitest'
import { placesOf } from './places'

const YAML = `components:
  comp-train:
    dag:
      tasks:
        fit.model:
          inputs: [a, {b: 1}]
---
platforms: {kubernetes: {}}
`

const lineOf = (path: string, text = YAML) => placesOf(text, [path])[0]

test('finds keys, items of lists and keys with dots', () => {
  expect(lineOf('components.comp-train')).toEqual({ line: 2, column: 3 })
  expect(lineOf('components.comp-train.dag.tasks.fit.model.inputs')).toEqual({ line: 6, column: 11 })
  expect(lineOf('components.comp-train.dag.tasks.fit.model.inputs[1].b')).toEqual({ line: 6, column: 24 })
})

test('looks into every document of the file', () => {
  expect(lineOf('platforms.kubernetes')).toEqual({ line: 8, column: 13 })
})

test('shows what was to hold a part that is missing', () => {
  expect(lineOf('components.comp-train.dag.outputs')).toEqual({ line: 3, column: 5 })
  expect(lineOf('root.dag')).toBeNull()
})

test('reads JSON as well, and finds nothing in what is no document', () => {
  expect(lineOf('a.b', '{"a":\n  {"b": 1}}')).toEqual({ line: 2, column: 4 })
  expect(lineOf('a', '{]')).toBeNull()
})
