import { expect, test } from 'vitest'
import { cellOf, factsOf, type GridCell, gridRows, namesInOrder } from './grid'

const TASKS = [
  { node: 'root/deploy', name: 'deploy', parent: null },
  { node: 'root/loop/train', name: 'train', parent: 'root/loop' },
  { node: 'root/loop/score', name: 'score', parent: 'root/loop' },
  { node: 'root/load', name: 'load', parent: null },
]
const KNOWN = new Map([
  ['root/load', 'load'],
  ['root/loop', 'for each fold'],
  ['root/loop/train', 'train'],
  ['root/loop/score', 'score'],
])

const cell = (state: string, seconds: number | null = 1, cached = false): GridCell => ({ state, seconds, cached })

test('has the order and the names of the graph, then what is not in it any more', () => {
  const rows = gridRows(TASKS, KNOWN, new Set())
  expect(rows.map(({ name, depth }) => `${depth} ${name}`)).toEqual([
    '0 load',
    '0 for each fold',
    '1 train',
    '1 score',
    '0 deploy',
  ])
})

test('keeps what lies in a closed group to itself', () => {
  const rows = gridRows(TASKS, KNOWN, new Set(['root/loop']))
  expect(rows.map(({ node }) => node)).toEqual(['root/load', 'root/loop', 'root/deploy'])
  expect(rows[1]?.tasks).toEqual(['root/loop/train', 'root/loop/score'])
})

test('shows the worst of a group, and the time of all of it', () => {
  const [group] = gridRows(TASKS, KNOWN, new Set(['root/loop'])).slice(1)
  if (!group) throw new Error('no group')
  const cells = { 'root/loop/train': cell('SUCCEEDED', 2), 'root/loop/score': cell('FAILED', 3) }
  expect(cellOf(group, cells)).toEqual({ state: 'FAILED', seconds: 5, cached: false })
  expect(cellOf(group, {})).toBeNull()
  const cached = { 'root/loop/train': cell('SUCCEEDED', 0, true), 'root/loop/score': cell('SUCCEEDED', 0, true) }
  expect(cellOf(group, cached)?.cached).toBe(true)
})

test('tells how often a task fails, and since when', () => {
  const [row] = gridRows([{ node: 'root/load', name: 'load', parent: null }], KNOWN, new Set())
  if (!row) throw new Error('no row')
  const states = ['RUNNING', 'FAILED', 'FAILED', 'SUCCEEDED', 'FAILED', 'SKIPPED']
  const runs = states.map((_, index) => `run${index}`)
  const cells = Object.fromEntries(states.map((state, index) => [`run${index}`, { 'root/load': cell(state, index) }]))
  expect(factsOf(row, runs, cells)).toEqual({ ended: 4, failed: 3, failsSince: 'run2', medianSeconds: 3 })
})

test('takes the median of what really ran', () => {
  const [row] = gridRows([{ node: 'root/load', name: 'load', parent: null }], KNOWN, new Set())
  if (!row) throw new Error('no row')
  const cells = {
    a: { 'root/load': cell('SUCCEEDED', 10) },
    b: { 'root/load': cell('SUCCEEDED', 20) },
    c: { 'root/load': cell('SUCCEEDED', 0, true) },
  }
  expect(factsOf(row, ['a', 'b', 'c'], cells)).toEqual({ ended: 3, failed: 0, failsSince: null, medianSeconds: 15 })
})

test('puts each node behind what it waits for, also across groups', () => {
  const node = (id: string) => ({ id, name: id, parent: null })
  const nodes = ['root/deploy', 'root/loop', 'root/loop/score', 'root/loop/train', 'root/load'].map(node)
  const edges = [
    { source: 'root/load', target: 'root/loop/train' },
    { source: 'root/loop/train', target: 'root/loop/score' },
    { source: 'root/loop/score', target: 'root/deploy' },
  ]
  const order = [...namesInOrder({ nodes, edges }).keys()]
  expect(order.filter((id) => !id.startsWith('root/loop/'))).toEqual(['root/load', 'root/loop', 'root/deploy'])
  expect(order.filter((id) => id.startsWith('root/loop/'))).toEqual(['root/loop/train', 'root/loop/score'])
})
