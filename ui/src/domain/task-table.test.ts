import { describe, expect, it } from 'vitest'
import { messageOf, type TableTask, tableRows, tasksCsv } from './task-table'

const at = (second: number) => new Date(second * 1000).toISOString()

const task = (path: string, extra: Partial<TableTask> = {}): TableTask => ({
  path,
  name: path,
  node: path,
  kind: 'container',
  iterations: [],
  state: 'SUCCEEDED',
  cached: false,
  attempts: 1,
  seq: 1,
  exit_code: 0,
  peak_memory_bytes: null,
  cpu_seconds: null,
  started_at: at(0),
  ended_at: at(1),
  note: '',
  failure: null,
  ...extra,
})

const TASKS = [
  task('slow', { started_at: at(2), ended_at: at(90) }),
  task('waiting', { state: 'PENDING', started_at: null, ended_at: null, exit_code: null }),
  task('cached', { cached: true, started_at: at(1) }),
  task('broken', { state: 'FAILED', ended_at: at(4), failure: { message: 'KeyError' } }),
]

const names = (terms: { state?: string; text?: string; id?: string; isDescending?: boolean }) =>
  tableRows(TASKS, {
    state: terms.state,
    text: terms.text ?? '',
    order: { id: terms.id ?? 'started', isDescending: terms.isDescending ?? false },
    now: 0,
  }).map(({ name }) => name)

describe('the table of tasks', () => {
  it('is in the order of a column, with what is unknown at the end either way', () => {
    expect(names({})).toEqual(['broken', 'cached', 'slow', 'waiting'])
    expect(names({ id: 'duration', isDescending: true })).toEqual(['slow', 'broken', 'cached', 'waiting'])
    expect(names({ id: 'task' })).toEqual(['broken', 'cached', 'slow', 'waiting'])
  })

  it('is sorted by what tasks used, with what was not measured at the end', () => {
    const used = [task('a'), task('b', { peak_memory_bytes: 1, cpu_seconds: 9 }), task('c', { peak_memory_bytes: 2 })]
    const by = (id: string) =>
      tableRows(used, { text: '', order: { id, isDescending: true }, now: 0 }).map(({ name }) => name)
    expect(by('memory')).toEqual(['c', 'b', 'a'])
    expect(by('cpu')).toEqual(['b', 'a', 'c'])
  })

  it('shows one state, or what holds a text', () => {
    expect(names({ state: 'SUCCEEDED' })).toEqual(['slow'])
    expect(names({ state: 'CACHED' })).toEqual(['cached'])
    expect(names({ text: 'keyerr' })).toEqual(['broken'])
  })

  it('says why a task is as it is, and nothing where it simply ran', () => {
    const note = 'No equal execution has succeeded before'
    expect(messageOf(task('a', { note }))).toBe('')
    expect(messageOf(task('a', { note: 'Equal to b', cached: true }))).toBe('Equal to b')
  })

  it('is a file as well', () => {
    const [head, first] = tasksCsv(
      [task('broken', { ...TASKS[3], peak_memory_bytes: 2048, cpu_seconds: 0.5 })],
      0,
    ).split('\r\n')
    expect(head).toBe(
      'path,state,cached,started_at,ended_at,seconds,attempts,peak_memory_bytes,cpu_seconds,exit_code,message',
    )
    expect(first).toBe(`broken,FAILED,false,${at(0)},${at(4)},4,1,2048,0.5,0,KeyError`)
  })
})
