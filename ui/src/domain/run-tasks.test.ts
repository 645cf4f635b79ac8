import { describe, expect, it } from 'vitest'
import { countStates, mergeTasks, notable, stateOfMany, tasksByNode, titleOf } from './run-tasks'

const task = (path: string, seq: number, state = 'RUNNING', cached = false) => ({
  path,
  node: path.replaceAll(/\[\d+\]/g, ''),
  kind: 'container',
  iterations: [...path.matchAll(/\[(\d+)\]/g)].map((found) => Number(found[1])),
  state,
  cached,
  attempts: 1,
  seq,
})

describe('tasks of a run', () => {
  it('takes newer rows and keeps them against older ones that come late', () => {
    const first = mergeTasks(new Map(), [task('root/a', 2)])
    const late = mergeTasks(first, [task('root/a', 1, 'PENDING')])
    expect(late).toBe(first)
    expect(mergeTasks(first, [task('root/a', 3, 'FAILED')]).get('root/a')?.state).toBe('FAILED')
  })

  it('gathers the iterations of a node', () => {
    const byNode = tasksByNode(['root/l[10]/a', 'root/l[2]/a', 'root/b', 'root/l[0]/a'].map((path) => task(path, 1)))
    expect(byNode.get('root/l/a')?.map(({ path }) => path)).toEqual(['root/l[0]/a', 'root/l[2]/a', 'root/l[10]/a'])
  })

  it('keeps what matters most where there is little room, in its order', () => {
    const states = ['SUCCEEDED', 'SUCCEEDED', 'RUNNING', 'SUCCEEDED', 'FAILED']
    const tasks = states.map((state, index) => task(`root/l[${index}]`, 1, state))
    expect(notable(tasks, 3).map(({ path }) => path)).toEqual(['root/l[0]', 'root/l[2]', 'root/l[4]'])
    expect(notable(tasks, 9)).toEqual(tasks)
  })

  it('says of many what matters most', () => {
    expect(stateOfMany(['SUCCEEDED', 'RUNNING', 'FAILED'])).toBe('FAILED')
    expect(stateOfMany(['SUCCEEDED', 'PENDING', 'RUNNING'])).toBe('RUNNING')
    expect(stateOfMany(['SKIPPED', 'SUCCEEDED'])).toBe('SUCCEEDED')
    expect(stateOfMany([])).toBe('PENDING')
  })

  it('counts what came from the cache apart', () => {
    const counts = countStates([task('a', 1, 'SUCCEEDED', true), task('b', 2, 'SUCCEEDED'), task('c', 3, 'FAILED')])
    expect(Object.fromEntries(counts)).toEqual({ CACHED: 1, SUCCEEDED: 1, FAILED: 1 })
  })

  it('numbers iterations from one', () => {
    expect(titleOf({ name: 'train', iterations: [0, 4] })).toBe('train #1.5')
    expect(titleOf({ name: 'train', iterations: [] })).toBe('train')
  })
})
