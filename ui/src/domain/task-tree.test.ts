import { describe, expect, it } from 'vitest'
import { treeRows } from './task-tree'

const task = (path: string, kind = 'container', created = 1) => ({
  path,
  kind,
  node: path.replaceAll(/\[\d+\]/g, ''),
  iterations: [],
  state: 'SUCCEEDED',
  cached: false,
  attempts: 1,
  seq: 1,
  parent: parentOf(path),
  created_at: `2026-01-01T00:00:0${created}Z`,
  started_at: null,
})

function parentOf(path: string): string | null {
  if (path.endsWith(']')) return path.slice(0, path.lastIndexOf('['))
  return path.includes('/') ? path.slice(0, path.lastIndexOf('/')) : null
}

const byPath = new Map(
  [
    task('root', 'dag'),
    task('root/last', 'container', 9),
    task('root/loop', 'loop', 2),
    task('root/loop[1]', 'iteration', 2),
    task('root/loop[0]', 'iteration', 2),
    task('root/loop[1]/a', 'container', 3),
    task('root/loop[0]/a', 'container', 3),
    task('root/first'),
    task('root/if', 'dag', 4),
  ].map((each) => [each.path, each]),
)

describe('the tree of tasks', () => {
  it('is in the order of time, without iterations and empty groups', () => {
    expect(treeRows(byPath, () => false).map(({ task: each, depth }) => `${depth} ${each.path}`)).toEqual([
      '0 root/first',
      '0 root/loop',
      '1 root/loop[0]/a',
      '1 root/loop[1]/a',
      '0 root/last',
    ])
  })

  it('leaves out what lies in folded groups', () => {
    const rows = treeRows(byPath, (_, size) => size > 1)
    expect(rows.map(({ task: each }) => each.path)).toEqual(['root/first', 'root/loop', 'root/last'])
    expect(rows[1]).toMatchObject({ isGroup: true, isFolded: true })
  })
})
