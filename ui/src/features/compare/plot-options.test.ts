import { expect, test } from 'vitest'
import type { RunRow } from '@/api/models'
import { axesOf } from '@/domain/compared'
import { parallelOption, scatterOption } from './plot-options'
import type { ShownRun } from './shown-run'

const color = (name: string) => name

function shown(id: string, index: number): ShownRun {
  return { run: { id, name: `run <${id}>` } as RunRow, color: index, isHidden: false, isBase: index === 0 }
}

const [lr, model, auc] = axesOf(
  [
    { name: 'lr', values: { a: 0.1, b: 0.2 }, differs: true },
    { name: 'model', values: { a: 'xgb', b: 'mlp', c: 'xgb' }, differs: true },
  ],
  [
    {
      name: 'train.auc',
      metric: 'auc',
      path: 'root/train',
      task: 'train',
      item: '',
      values: { a: 0.9, c: 0.8 },
      differs: true,
    },
  ],
)

test('draws the runs that have both values, each in the colour of the legend', () => {
  if (!lr || !auc) throw new Error('no axes')
  const option = scatterOption([shown('a', 0), shown('b', 1), shown('c', 12)], lr, auc, color)
  expect(option.series).toMatchObject([{ id: 'a', data: [[0.1, 0.9]], itemStyle: { color: 'series-1' } }])
})

test('lets names be no part of the page', () => {
  if (!lr || !auc) throw new Error('no axes')
  const { tooltip } = scatterOption([shown('a', 0)], lr, auc, color) as {
    tooltip: { formatter: (point: object) => string }
  }
  expect(tooltip.formatter({ seriesName: 'run <a>', value: [0.1, 0.9] })).toBe('run &lt;a&gt;<br>lr: 0.1<br>auc: 0.9')
})

test('draws lines over words and numbers, and leaves gaps', () => {
  if (!lr || !model || !auc) throw new Error('no axes')
  const { series, parallelAxis } = parallelOption([shown('a', 0), shown('b', 1)], [model, lr, auc], color) as {
    series: { data: unknown[] }[]
    parallelAxis: { type: string; data?: string[] }[]
  }
  expect(series.map(({ data }) => data[0])).toEqual([
    ['xgb', 0.1, 0.9],
    ['mlp', 0.2, '-'],
  ])
  expect(parallelAxis.map(({ type }) => type)).toEqual(['category', 'value', 'value'])
  expect(parallelAxis[0]?.data).toEqual(['xgb', 'mlp'])
})
