import { expect, test } from 'vitest'
import { distances, folded, lineageRows } from './lineage'

const item = (id: string) => ({ id, kind: id.startsWith('t') ? ('task' as const) : ('artifact' as const) })
const link = (source: string, target: string, slot = '') => ({ source, target, slot })

// rows → train → model → evaluate → metrics, and the rows were also used by another training.
const items = ['rows', 't-train', 'model', 't-evaluate', 'metrics', 't-other'].map(item)
const links = [
  link('rows', 't-train', 'data'),
  link('t-train', 'model', 'model'),
  link('model', 't-evaluate', 'model'),
  link('t-evaluate', 'metrics', 'metrics'),
  link('rows', 't-other', 'data'),
]

test('tells how far each item lies from the centre', () => {
  const found = distances('model', links)
  expect(Object.fromEntries(found)).toEqual({ model: 0, 't-train': -1, rows: -2, 't-evaluate': 1, metrics: 2 })
})

test('lists what made it and what used it, nearest first', () => {
  const { up, down } = lineageRows('model', items, links)
  expect(up.map((row) => [row.item.id, row.distance, row.slot])).toEqual([
    ['t-train', -1, 'model'],
    ['rows', -2, 'data'],
  ])
  expect(down.map((row) => row.item.id)).toEqual(['t-evaluate', 'metrics'])
})

test('folds siblings beyond the first, with what hangs on them, until they are opened', () => {
  const many = ['data', ...Array.from({ length: 15 }, (_, index) => `t${index}`), 'far'].map(item)
  const used = [...Array.from({ length: 15 }, (_, index) => link('data', `t${index}`)), link('t14', 'far')]
  const closed = folded('data', many, used, { most: 4, open: new Set() })
  expect(closed.nodes.map((node) => node.id)).toEqual(['data', 't0', 't1', 't2', 'fold:down:data'])
  expect(closed.nodes.at(-1)).toMatchObject({ kind: 'folded', members: { length: 12 } })
  expect(closed.edges).toContainEqual(link('data', 'fold:down:data'))
  const open = folded('data', many, used, { most: 4, open: new Set(['fold:down:data']) })
  expect(open.nodes).toHaveLength(17)
})

test('does not run in circles', () => {
  const circle = [link('a', 't'), link('t', 'a')]
  expect(lineageRows('a', ['a', 't'].map(item), circle).up.map((row) => row.item.id)).toEqual(['t'])
  expect(folded('a', ['a', 't'].map(item), circle, { most: 4, open: new Set() }).nodes).toHaveLength(2)
})

test('leaves out links to what the server cut off', () => {
  expect(folded('a', [item('a')], [link('gone', 'a')], { most: 4, open: new Set() })).toEqual({
    nodes: [item('a')],
    edges: [],
  })
})
