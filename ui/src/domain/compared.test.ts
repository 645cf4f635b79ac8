import { describe, expect, test } from 'vitest'
import { axesOf, type NamedValues, usualAxes, withoutEchoes } from './compared'
import type { JsonLike } from './values'

function column(name: string, a: JsonLike, b: JsonLike = a): NamedValues {
  return { name, values: { a, b }, differs: a !== b }
}

test('leaves out what groups only pass on', () => {
  const shown = withoutEchoes([
    column('loop.auc', 0.9, 0.8),
    column('loop[0].auc', 0.7, 0.6),
    column('loop[0]/train.auc', 0.7, 0.6),
    column('loop[1]/train.auc', 0.9, 0.8),
    column('loop[1].auc', 0.1, 0.2),
    column('select-best.score', 0.9, 0.8),
  ])
  expect(shown.map(({ name }) => name)).toEqual([
    'loop[0]/train.auc',
    'loop[1]/train.auc',
    'loop[1].auc',
    'select-best.score',
  ])
})

describe('an axis', () => {
  test('is made of numbers or of words, not of lists', () => {
    const axes = axesOf(
      [column('lr', 0.1, 0.2), column('model', 'xgb', 3), column('tags', ['a'])],
      [column('train.auc', 1)],
    )
    expect(axes.map(({ id, isNumber }) => [id, isNumber])).toEqual([
      ['param:lr', true],
      ['param:model', false],
      ['metric:train.auc', true],
    ])
    expect(axes[1]?.values).toEqual({ a: 'xgb', b: '3' })
  })

  test('may lack a run, and is none without any', () => {
    expect(axesOf([column('x', 1, null)], [])[0]?.values).toEqual({ a: 1 })
    expect(axesOf([column('x', null)], [])).toEqual([])
  })

  test('is shown at first if it differs', () => {
    const axes = axesOf([column('lr', 0.1, 0.2), column('seed', 7)], [column('t.auc', 1, 2), column('t.f1', 1)])
    expect(usualAxes(axes).map(({ name }) => name)).toEqual(['lr', 't.auc'])
  })
})
