import { expect, test } from 'vitest'
import { groupsOf } from './form-groups'

const shown = (names: string[], required: string[] = []) =>
  groupsOf(names.map((name) => ({ name, optional: false, has_default: !required.includes(name) }))).map(
    ({ title, inputs }) => `${title}: ${inputs.map(({ name }) => name)}`,
  )

test('groups by what names begin with, those that stand alone first', () => {
  expect(shown(['train_rate', 'data_path', 'seed', 'train_rounds', 'data_rows', 'max_depth'])).toEqual([
    ': seed,max_depth',
    'train: train_rate,train_rounds',
    'data: data_path,data_rows',
  ])
})

test('leaves few inputs as they are', () => {
  expect(shown(['train_rate', 'train_rounds', 'seed'])).toEqual([': train_rate,train_rounds,seed'])
})

test('begins with what a run cannot do without', () => {
  expect(shown(['data_path', 'folds', 'rows', 'seed'], ['rows'])).toEqual([': rows,data_path,folds,seed'])
})
