import { expect, it } from 'vitest'
import { stepTexts } from './curve-ends'

it('says the last step of each task, and the first of its numbers', () => {
  const curve = (path: string, metric: string, steps: number[], values: (number | null)[]) => ({
    path,
    metric,
    steps,
    values,
  })
  const texts = stepTexts([
    curve('root/l[0]/train', 'loss', [0, 1], [1, 0.5]),
    curve('root/l[0]/train', 'auc', [0, 1, 2], [0, 0, 0.9]),
    curve('root/l[1]/train', 'loss', [4], [null]),
    curve('root/none', 'loss', [], []),
  ])
  expect([...texts]).toEqual([
    ['root/l[0]/train', 'step 2 · loss 0.5'],
    ['root/l[1]/train', 'step 4'],
  ])
})
