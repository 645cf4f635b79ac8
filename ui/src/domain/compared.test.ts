import { describe, expect, test } from 'vitest'
import {
  axesOf,
  differsIn,
  type MetricValues,
  metricRows,
  type NamedValues,
  usualAxes,
  withoutEchoes,
} from './compared'
import type { JsonLike } from './values'

function column(name: string, a: JsonLike, b: JsonLike = a): NamedValues {
  return { name, values: { a, b }, differs: a !== b }
}

function metric(path: string, name: string, a: JsonLike, b: JsonLike = a, item = ''): MetricValues {
  const task = path.slice(path.lastIndexOf('/') + 1)
  return { name: `${path}.${name}`, metric: name, path, task, item, values: { a, b }, differs: a !== b }
}

test('leaves out what groups only pass on', () => {
  const shown = withoutEchoes([
    metric('root/loop', 'auc', 0.9, 0.8),
    metric('root/loop[0]', 'auc', 0.7, 0.6),
    metric('root/loop[0]/train', 'auc', 0.7, 0.6),
    metric('root/loop[1]/train', 'auc', 0.9, 0.8),
    metric('root/loop[1]', 'auc', 0.1, 0.2),
    metric('root/select-best', 'score', 0.9, 0.8),
  ])
  expect(shown.map(({ path }) => path)).toEqual([
    'root/loop[0]/train',
    'root/loop[1]/train',
    'root/loop[1]',
    'root/select-best',
  ])
})

test('puts the best of the iterations before each of them, in words of people', () => {
  const rows = metricRows([
    metric('root/loop[0]/train', 'loss', 0.7, 0.1, 'forest'),
    metric('root/loop[1]/train', 'loss', 0.5, 0.3),
    metric('root/evaluate', 'auc', 0.8),
  ])
  expect(rows.map(({ name, metric, detail, isIteration }) => [name, metric, detail, isIteration])).toEqual([
    ['loss', 'loss', 'train, best of 2', false],
    ['loop[0]/train.loss', 'loss', 'train #1 · forest', true],
    ['loop[1]/train.loss', 'loss', 'train #2', true],
    ['auc', 'auc', '', false],
  ])
  expect(rows[0]?.values).toEqual({ a: 0.5, b: 0.1 })
})

test('names the task where several report a metric', () => {
  const rows = metricRows([metric('root/train', 'auc', 1), metric('root/evaluate', 'auc', 0.9)])
  expect(rows.map(({ name, detail }) => [name, detail])).toEqual([
    ['train.auc', 'train'],
    ['evaluate.auc', 'evaluate'],
  ])
})

test('a run without a value differs from one that has it', () => {
  expect(differsIn({ a: 1 }, ['a', 'b'])).toBe(true)
  expect(differsIn({ a: 1, b: 1, c: 2 }, ['a', 'b'])).toBe(false)
  expect(differsIn({}, ['a', 'b'])).toBe(false)
})

describe('an axis', () => {
  test('is made of numbers or of words, not of lists', () => {
    const axes = axesOf(
      [column('lr', 0.1, 0.2), column('model', 'xgb', 3), column('tags', ['a'])],
      [metric('root/train', 'auc', 1)],
    )
    expect(axes.map(({ id, isNumber }) => [id, isNumber])).toEqual([
      ['param:lr', true],
      ['param:model', false],
      ['metric:auc', true],
    ])
    expect(axes[1]?.values).toEqual({ a: 'xgb', b: '3' })
  })

  test('may lack a run, and is none without any', () => {
    expect(axesOf([column('x', 1, null)], [])[0]?.values).toEqual({ a: 1 })
    expect(axesOf([column('x', null)], [])).toEqual([])
  })

  test('is shown at first if it differs', () => {
    const axes = axesOf(
      [column('lr', 0.1, 0.2), column('seed', 7)],
      [metric('root/t', 'auc', 1, 2), metric('root/t', 'f1', 1)],
    )
    expect(usualAxes(axes).map(({ name }) => name)).toEqual(['lr', 'auc'])
  })
})
