import { describe, expect, it } from 'vitest'
import { pivots } from './metric-pivot'

const item = (path: string, metric: string, value: number | null, output = 'metrics') => ({
  path,
  name: path.split('/').at(-1) ?? path,
  output,
  metric,
  value,
})

describe('numbers of iterations', () => {
  it('stand side by side, in the order of the iterations', () => {
    const { pivots: found, alone } = pivots([
      item('root/l[10]/train', 'auc', 0.9),
      item('root/l[2]/train', 'auc', 0.8),
      item('root/l[2]/train', 'loss', 0.1),
      item('root/best', 'auc', 0.9),
    ])
    expect(alone.map(({ path }) => path)).toEqual(['root/best'])
    expect(found).toHaveLength(1)
    expect(found[0]?.metrics).toEqual(['auc', 'loss'])
    expect(found[0]?.rows.map(({ number }) => number)).toEqual(['3', '11'])
    expect(found[0]?.rows[1]?.values.get('loss')).toBeUndefined()
  })

  it('say which is the best, where there is one', () => {
    const rows = [0, 1, 2].flatMap((at) => [
      item(`root/l[${at}]/t`, 'auc', at / 10),
      item(`root/l[${at}]/t`, 'log_loss', at / 10),
      item(`root/l[${at}]/t`, 'same', 1),
      item(`root/l[${at}]/t`, 'gone', at === 0 ? 1 : null),
    ])
    expect(pivots(rows).pivots[0]?.best).toEqual(
      new Map([
        ['auc', 0.2],
        ['log_loss', 0],
      ]),
    )
  })

  it('are told apart by their outputs where two have the same name', () => {
    const rows = [0, 1].flatMap((at) => [
      item(`root/l[${at}]/t`, 'auc', 1, 'train'),
      item(`root/l[${at}]/t`, 'auc', 2, 'test'),
      item(`root/l[${at}]/t`, 'f1', 2, 'test'),
    ])
    expect(pivots(rows).pivots[0]?.metrics).toEqual(['train/auc', 'test/auc', 'f1'])
  })
})
