/** What ECharts is told: runs as points over two axes, and as lines over many. */
import type { EChartsCoreOption } from 'echarts/core'
import type { Axis } from '@/domain/compared'
import { numberText } from '@/domain/numbers'
import { seriesToken } from '@/features/metrics/series-color'
import type { ShownRun } from './shown-run'

/** The value of a token: "text-2" → "#454d5a". */
export type Colors = (token: string) => string

export function scatterOption(runs: readonly ShownRun[], x: Axis, y: Axis, color: Colors): EChartsCoreOption {
  return {
    animation: false,
    textStyle: { fontFamily: color('font-sans'), color: color('text-2') },
    grid: { left: 72, right: 24, top: 24, bottom: 48 },
    tooltip: {
      ...tooltip(color),
      formatter: ({ seriesName, value }: { seriesName: string; value: [number | string, number | string] }) =>
        [escaped(seriesName), `${escaped(x.name)}: ${shown(value[0])}`, `${escaped(y.name)}: ${shown(value[1])}`].join(
          '<br>',
        ),
    },
    xAxis: { ...axisOption(x, color), nameLocation: 'middle', nameGap: 28 },
    yAxis: { ...axisOption(y, color), nameLocation: 'middle', nameGap: 52 },
    series: runs.flatMap(({ run, color: index, isBase }) => {
      const point = [x.values[run.id], y.values[run.id]]
      if (point.includes(undefined)) return []
      const paint = color(seriesToken(index))
      return [
        {
          id: run.id,
          type: 'scatter',
          name: run.name,
          data: [point],
          symbolSize: isBase ? 14 : 10,
          symbol: SYMBOLS[Math.floor(index / 10) % SYMBOLS.length],
          itemStyle: { color: paint, borderColor: color('surface'), borderWidth: 1 },
        },
      ]
    }),
  }
}

/** The same ten colours again come with another shape. */
const SYMBOLS = ['circle', 'rect', 'triangle', 'diamond', 'pin']
const LINES = ['solid', 'dashed', 'dotted']

export function parallelOption(runs: readonly ShownRun[], axes: readonly Axis[], color: Colors): EChartsCoreOption {
  const drawn = runs.filter(({ run }) => axes.some((axis) => axis.values[run.id] !== undefined))
  return {
    animation: false,
    textStyle: { fontFamily: color('font-sans'), color: color('text-2') },
    tooltip: { ...tooltip(color), formatter: ({ seriesName }: { seriesName: string }) => escaped(seriesName) },
    parallel: {
      left: 56,
      right: 72,
      top: 40,
      bottom: 24,
      parallelAxisDefault: {
        areaSelectStyle: { width: 16, borderColor: color('accent'), color: color('accent'), opacity: 0.25 },
      },
    },
    parallelAxis: axes.map((axis, dim) => ({
      ...axisOption(axis, color),
      dim,
      z: 5, // its words stand over the lines
      nameTextStyle: { color: color('text-2'), width: 130, overflow: 'truncate' },
    })),
    series: drawn.map(({ run, color: index, isBase }) => ({
      id: run.id,
      type: 'parallel',
      name: run.name,
      data: [axes.map((axis) => axis.values[run.id] ?? '-')],
      inactiveOpacity: 0.06,
      lineStyle: {
        color: color(seriesToken(index)),
        width: isBase ? 3 : 2,
        opacity: 0.85,
        type: LINES[Math.floor(index / 10) % LINES.length],
      },
    })),
  }
}

function axisOption(axis: Axis, color: Colors) {
  const line = { lineStyle: { color: color('border-strong') } }
  return {
    name: axis.name,
    type: axis.isNumber ? 'value' : 'category',
    ...(axis.isNumber ? { scale: true } : { data: [...new Set(Object.values(axis.values))] }),
    nameTextStyle: { color: color('text-2') },
    axisLine: { show: true, ...line },
    axisTick: line,
    axisLabel: {
      color: color('text-2'),
      backgroundColor: color('surface'),
      padding: [0, 2],
      formatter: (value: number | string) => (typeof value === 'number' ? numberText(value) : shortened(value)),
    },
    splitLine: { lineStyle: { color: color('border') } },
  }
}

function tooltip(color: Colors) {
  return {
    trigger: 'item',
    backgroundColor: color('surface'),
    borderColor: color('border'),
    textStyle: { color: color('text'), fontFamily: color('font-sans'), fontSize: 12 },
  }
}

function shown(value: number | string): string {
  return typeof value === 'number' ? numberText(value, 6) : escaped(value)
}

const LONGEST_LABEL = 16

function shortened(text: string): string {
  return text.length > LONGEST_LABEL ? `${text.slice(0, LONGEST_LABEL - 1)}…` : text
}

/** Names come from users, and the tooltip is HTML. */
function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
}
