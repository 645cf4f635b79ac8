import { expect, test } from 'vitest'
import type { LineageNode } from '@/api/models'
import { lineageLooks } from './lineage-look'

const run = { id: 'r', name: 'nightly' }
const task: LineageNode = {
  id: 't',
  kind: 'task',
  run,
  path: 'root/train',
  name: 'train',
  state: 'SUCCEEDED',
  cached: true,
}
const artifact: LineageNode = {
  id: 'a',
  kind: 'artifact',
  artifact: {
    id: 'a',
    name: 'model',
    type: 'system.Model',
    uri: '',
    digest: null,
    size_bytes: 2048,
    created_at: null,
    run,
    task: null,
    metadata_keys: [],
  },
}

test('says of each node what it is, in the words of its label as well', () => {
  const looks = lineageLooks([task, artifact], 'a')
  expect(looks.get('t')).toMatchObject({ title: 'train', subtitle: 'nightly', tone: 'cached' })
  expect(looks.get('t')?.label).toBe('train, task of nightly, cached')
  expect(looks.get('a')).toMatchObject({ title: 'model', subtitle: 'Model · 2.0 KB' })
  expect(looks.get('a')?.label).toBe('model, Model · 2.0 KB, the centre, of nightly')
})

test('says how many siblings are folded, and of which kind', () => {
  const fold = { id: 'f', kind: 'folded' as const, members: [task, task], parent: 'a', direction: 'down' as const }
  expect(lineageLooks([fold], 'a').get('f')).toMatchObject({ title: '2 more', subtitle: 'tasks that follow' })
})
