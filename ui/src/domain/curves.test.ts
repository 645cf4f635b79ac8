import { expect, test } from 'vitest'
import { aligned, cardOf, cards, isBetterLower, positive, summary } from './curves'

test.each([
  ['train/loss', 'loss'],
  ['test/loss', 'loss'],
  ['train/epoch/loss', 'epoch/loss'],
  ['layer2/norm', 'layer2'],
  ['val_loss', 'loss'],
  ['train_loss', 'loss'],
  ['accuracy', 'accuracy'],
  ['training_set_size', 'set_size'],
])('puts %s into the card %s', (metric, card) => {
  expect(cardOf(metric)).toBe(card)
})

test('orders cards by name, with numbers as numbers', () => {
  const names = cards([{ metric: 'layer10/x' }, { metric: 'layer2/x' }, { metric: 'loss' }]).map((card) => card.name)
  expect(names).toEqual(['layer2', 'layer10', 'loss'])
})

test('puts curves of different steps over one axis, joining over foreign steps and parting at gaps', () => {
  const { steps, values } = aligned([
    { id: 'a', label: 'a', steps: [1, 3], values: [10, null] },
    { id: 'b', label: 'b', steps: [2, 3], values: [20, Number.NaN] },
  ])
  expect(steps).toEqual([1, 2, 3])
  expect(values).toEqual([
    [10, undefined, null],
    [undefined, 20, null],
  ])
})

test('shows only positive values on a logarithmic axis', () => {
  expect(positive([1, 0, -2, undefined, null])).toEqual([1, null, null, undefined, null])
})

test('sums a curve up', () => {
  expect(summary([3, null, 1, 2])).toEqual({ last: 2, least: 1, most: 3, count: 4 })
  expect(summary([])).toEqual({ last: null, least: null, most: null, count: 0 })
})

test('knows from its name when less is better', () => {
  expect(['val_loss', 'rmse', 'logLoss', 'train seconds'].every(isBetterLower)).toBe(true)
  expect(['auc', 'accuracy', 'glossary', 'closs'].some(isBetterLower)).toBe(false)
})
