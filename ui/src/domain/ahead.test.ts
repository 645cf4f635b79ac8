import { expect, test } from 'vitest'
import { itemCount, tasksAhead } from './ahead'

const node = (id: string, parent: string | null, kind = 'task', items: string | null = null) => ({
  id,
  parent,
  kind,
  items,
})
const NODES = [
  node('root/load', null),
  node('root/loop', null, 'loop', '[1, 2, 3]'),
  node('root/loop/train', 'root/loop'),
  node('root/loop/score', 'root/loop'),
  node('root/if', null, 'condition'),
  node('root/if/deploy', 'root/if'),
]
const known = (states: Record<string, string>) =>
  new Map(Object.entries(states).map(([path, state]) => [path, { state }]))

test('all that the graph holds is ahead of a run that begins, each item of a loop counted', () => {
  expect(tasksAhead(NODES, new Map())).toBe(1 + 3 * 2 + 1)
  expect(tasksAhead(NODES, known({ 'root/load': 'RUNNING' }))).toBe(3 * 2 + 1)
})

test('what is known, what is skipped and what has ended is not ahead', () => {
  const states = {
    'root/load': 'SUCCEEDED',
    'root/loop': 'RUNNING',
    'root/loop[0]': 'SUCCEEDED',
    'root/loop[0]/train': 'SUCCEEDED',
    'root/loop[0]/score': 'SUCCEEDED',
    'root/loop[1]': 'RUNNING',
    'root/loop[1]/train': 'RUNNING',
    'root/if': 'SKIPPED',
  }
  expect(tasksAhead(NODES, known(states))).toBe(1 + 2)
  expect(tasksAhead(NODES, known({ ...states, 'root/loop': 'SUCCEEDED' }))).toBe(0)
})

test('a loop over what a task returns counts once until it is known', () => {
  const nodes = [node('root/loop', null, 'loop', 'items'), node('root/loop/train', 'root/loop')]
  expect(tasksAhead(nodes, new Map())).toBe(1)
  const states = { 'root/loop': 'RUNNING', 'root/loop[0]': 'RUNNING', 'root/loop[1]': 'RUNNING' }
  expect(tasksAhead(nodes, known(states))).toBe(2)
})

test('items are counted where they stand in the pipeline whole', () => {
  expect([itemCount('[1, [2, 3]]'), itemCount('[]'), itemCount('names'), itemCount('[1, 2'), itemCount(null)]).toEqual([
    2,
    0,
    null,
    null,
    null,
  ])
})
