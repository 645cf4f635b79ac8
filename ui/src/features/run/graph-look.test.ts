import { describe, expect, it } from 'vitest'
import type { RunGraphEdge, RunGraphNode, TaskRow } from '@/api/run'
import { iterationsOf, nodeOf } from '@/domain/iterations'
import { tasksByNode } from '@/domain/run-tasks'
import { buildStructure } from '@/graph/structure'
import { looksOf } from './graph-look'

const node = (id: string, parent: string | null, extra: Partial<RunGraphNode> = {}): RunGraphNode => ({
  id,
  parent,
  kind: 'task',
  name: id.split('/').at(-1) ?? id,
  component: 'comp',
  condition: null,
  items: null,
  parallelism: null,
  image: null,
  runs_python: true,
  outputs: [],
  has_retries: false,
  ...extra,
})

const edge = (source: string, target: string): RunGraphEdge => ({ source, target, kind: 'data', items: [] })

const task = (path: string, extra: Partial<TaskRow> = {}): TaskRow => ({
  path,
  node: nodeOf(path),
  name: path,
  parent: path.slice(0, path.lastIndexOf('/')),
  kind: path.endsWith(']') ? 'iteration' : 'container',
  iteration: null,
  iterations: [...path.matchAll(/\[(\d+)\]/g)].map((found) => Number(found[1])),
  state: 'SUCCEEDED',
  cached: false,
  cached_from: null,
  failure: null,
  attempts: 1,
  exit_code: 0,
  peak_memory_bytes: null,
  cpu_seconds: null,
  created_at: null,
  started_at: null,
  ended_at: null,
  seconds: 3,
  seq: 1,
  note: '',
  ...extra,
})

const structure = buildStructure(
  [
    node('root/load', null),
    node('root/loop', null, { kind: 'loop', name: 'folds', items: 'folds' }),
    node('root/loop/train', 'root/loop'),
    node('root/loop/score', 'root/loop'),
    node('root/best', null),
    node('root/if', null, { kind: 'condition', condition: 'best-Output > 0.9' }),
    node('root/if/deploy', 'root/if'),
  ],
  [
    edge('root/load', 'root/loop'),
    edge('root/loop/train', 'root/loop/score'),
    edge('root/loop', 'root/best'),
    edge('root/best', 'root/if'),
  ],
)

const looks = (tasks: TaskRow[], at = '', isRunFinal = false) =>
  looksOf({ structure, tasks: tasksByNode(tasks), chosen: iterationsOf(at), isRunFinal }, new Map())

const RUNNING: TaskRow[] = [
  task('root/load'),
  task('root/loop', { kind: 'loop', state: 'RUNNING' }),
  task('root/loop[0]', { state: 'SUCCEEDED' }),
  task('root/loop[1]', { state: 'RUNNING' }),
  task('root/loop[0]/train', { seconds: 61 }),
  task('root/loop[1]/train', { state: 'RUNNING', seconds: null, started_at: '2026-01-01T00:00:00Z' }),
]

describe('the look of a graph', () => {
  it('says what a task waits for, through the groups around it', () => {
    const seen = looks(RUNNING)
    expect(seen.get('root/loop/score')?.subtitle).toBe('waiting on train')
    expect(seen.get('root/best')?.subtitle).toBe('waiting on folds')
    expect(seen.get('root/if/deploy')?.subtitle).toBe('waiting on best')
  })

  it('counts iterations, or shows the one that is picked', () => {
    expect(looks(RUNNING).get('root/loop/train')).toMatchObject({ count: '×2', subtitle: '1 of 2 done' })
    const picked = looks(RUNNING, 'root/loop[0]/train')
    expect(picked.get('root/loop/train')).toMatchObject({ count: '#1', subtitle: '1m 01s', tone: 'succeeded' })
    expect(picked.get('root/loop')).toMatchObject({ count: '#1 of 2', tone: 'succeeded' })
    expect(picked.get('root/load')?.subtitle).toBe('3.0s')
  })

  it('says how far a task is that runs', () => {
    const steps = new Map([['root/loop[1]/train', 'step 3 · loss 0.5']])
    const seen = {
      structure,
      tasks: tasksByNode(RUNNING),
      chosen: iterationsOf('root/loop[1]/train'),
      isRunFinal: false,
    }
    expect(looksOf({ ...seen, steps }, new Map()).get('root/loop/train')?.subtitle).toBe('step 3 · loss 0.5')
  })

  it('tells skipped from not reached, and why', () => {
    const failure = { reason: 'UpstreamFailed', message: "Task 'loop' failed", hint: '' }
    const isFalse = { reason: 'ConditionFalse', message: 'Not true', hint: '' }
    const seen = looks(
      [
        task('root/best', { state: 'SKIPPED', failure, parent: 'root' }),
        task('root/if', { kind: 'dag', state: 'SKIPPED', failure: isFalse }),
      ],
      '',
      true,
    )
    expect(seen.get('root/best')?.subtitle).toBe('skipped: folds failed')
    expect(seen.get('root/if')?.label).toContain('best-Output > 0.9 was false')
    expect(seen.get('root/if/deploy')?.subtitle).toBe('skipped')
    expect(seen.get('root/load')?.subtitle).toBe('not reached')
  })

  it('keeps the identity of looks that did not change', () => {
    const first = looks(RUNNING)
    const again = looksOf({ structure, tasks: tasksByNode(RUNNING), chosen: [], isRunFinal: false }, first)
    expect(again.get('root/load')).toBe(first.get('root/load'))
  })
})

describe('a loop that runs only some iterations at once', () => {
  const headOf = (items: string, state: TaskRow['state'] = 'RUNNING') => {
    const loop = node('root/loop', null, { kind: 'loop', name: 'folds', items, parallelism: 2 })
    const seen = { structure: buildStructure([loop, node('root/loop/train', 'root/loop')], []), chosen: [] }
    const rows = [
      task('root/loop', { kind: 'loop', state }),
      task('root/loop[0]', { state: 'SUCCEEDED' }),
      task('root/loop[1]', { state }),
    ]
    return looksOf({ ...seen, tasks: tasksByNode(rows), isRunFinal: false }, new Map()).get('root/loop')
  }

  it('counts its items where they stand in the pipeline', () => {
    expect(headOf('[1, 2, 3]')).toMatchObject({ count: '×3', subtitle: '1 of 3 done' })
  })

  it('claims no total that it does not know', () => {
    expect(headOf('folds')).toMatchObject({ count: '×2', subtitle: '1 done, 1 under way' })
    expect(headOf('folds', 'SUCCEEDED')).toMatchObject({ count: '×2', subtitle: '2 of 2 done' })
  })
})
