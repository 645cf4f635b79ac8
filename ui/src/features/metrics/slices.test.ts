import { expect, it } from 'vitest'
import { classifiersOf } from './slices'

const item = (path: string, artifact: string, slice: string | null = null) => ({
  path,
  task: 'train',
  artifact_id: artifact,
  slice,
  roc: null,
  confusion: null,
})

it('gathers the iterations of a classifier, and keeps its outputs apart', () => {
  const found = classifiersOf([
    item('root/l[10]/train', 'c'),
    item('root/l[2]/train', 'a', 'young'),
    item('root/l[2]/train', 'a'),
    item('root/l[2]/train', 'b'),
    item('root/check', 'd'),
  ])
  expect(found.map((members) => members.map(({ artifact_id, slice }) => artifact_id + (slice ?? '')))).toEqual([
    ['d'],
    ['a', 'ayoung', 'c'],
    ['b'],
  ])
})
