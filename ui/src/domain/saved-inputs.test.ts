import { expect, test } from 'vitest'
import type { FormInput } from './form'
import { entriesOf, without, withSaved } from './saved-inputs'

const entry = (text: string) => ({ isSet: true, isNull: false, text })
const input = (name: string): FormInput => ({
  name,
  type: 'STRING',
  optional: false,
  has_default: true,
  default: 'usual',
  nullable: false,
  description: '',
  literals: null,
  artifact_type: null,
})

test('keeps one set of a name, in order', () => {
  const sets = withSaved(withSaved(withSaved([], { name: 'run 10', entries: {} }), { name: 'run 2', entries: {} }), {
    name: 'run 10',
    entries: { a: entry('new') },
  })
  expect(sets.map(({ name, entries }) => [name, entries.a?.text])).toEqual([
    ['run 2', undefined],
    ['run 10', 'new'],
  ])
  expect(without(sets, 'run 2').map(({ name }) => name)).toEqual(['run 10'])
})

test('fills the inputs that there are now, the new ones with their defaults', () => {
  const set = { name: 'x', entries: { a: entry('mine'), gone: entry('old') } }
  expect(entriesOf(set, [input('a'), input('b')])).toEqual({
    a: entry('mine'),
    b: { isSet: false, isNull: false, text: 'usual' },
  })
})
