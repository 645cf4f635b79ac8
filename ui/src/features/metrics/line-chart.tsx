import { useEffect, useMemo, useRef, useState } from 'react'
import uPlot from 'uplot'
import 'uplot/dist/uPlot.min.css'
import { aligned, type Curve, positive } from '@/domain/curves'
import { numberText } from '@/domain/numbers'
import { token, useShownTheme } from '@/lib/theme'
import { ChartTooltip, type Hovered } from './chart-tooltip'
import { seriesDash, seriesToken } from './series-color'

export interface ColoredCurve extends Curve {
  /** Which of the series' colours it has. */
  color: number
}

export interface LineChartProps {
  curves: readonly ColoredCurve[]
  label: string
  height?: number
  /** Weight of the smoothing; the unsmoothed curve stays behind it, faint. */
  smoothing?: number
  isLog?: boolean
  /** Charts with the same key share their cursor. */
  syncKey?: string
}

/** Curves over steps; a canvas, so every use of it offers the same numbers as a table. */
export function LineChart({ curves, label, height = 220, smoothing = 0, isLog = false, syncKey }: LineChartProps) {
  const theme = useShownTheme()
  const frame = useRef<HTMLDivElement>(null)
  const plot = useRef<uPlot | null>(null)
  const [hovered, setHovered] = useState<Hovered | null>(null)
  const data = useMemo(() => dataOf(curves, smoothing, isLog), [curves, smoothing, isLog])
  const look = JSON.stringify([
    curves.map((curve) => [curve.id, curve.color]),
    hasWholeSteps(curves),
    smoothing > 0,
    isLog,
    syncKey,
    theme,
  ])

  // biome-ignore lint/correctness/useExhaustiveDependencies: `look` says all that the chart is built from; data follow below
  useEffect(() => {
    const element = frame.current
    if (!element) return
    const options = optionsOf({ curves, isSmooth: smoothing > 0, isLog, syncKey, onHover: setHovered })
    const chart = new uPlot({ ...options, width: Math.max(120, element.clientWidth), height }, data, element)
    plot.current = chart
    const watcher = new ResizeObserver(() => chart.setSize({ width: Math.max(120, element.clientWidth), height }))
    watcher.observe(element)
    return () => {
      watcher.disconnect()
      chart.destroy()
      plot.current = null
    }
  }, [look, height])

  useEffect(() => {
    plot.current?.setData(data)
  }, [data])

  return (
    <div className="relative">
      <div ref={frame} role="img" aria-label={label} style={{ height }} className="w-full overflow-hidden" />
      {hovered && <ChartTooltip hovered={hovered} curves={curves} data={data} />}
    </div>
  )
}

function dataOf(curves: readonly ColoredCurve[], smoothing: number, isLog: boolean): uPlot.AlignedData {
  const shown = (weight: number) => {
    const { values } = aligned(curves, weight)
    return isLog ? values.map(positive) : values
  }
  const { steps } = aligned(curves)
  const raw = smoothing > 0 ? shown(0) : []
  return [steps, ...shown(smoothing), ...raw] as uPlot.AlignedData
}

/** Distances of ticks along whole steps: half an epoch is none. */
const WHOLE = [1, 2, 5]
  .flatMap((first) => Array.from({ length: 12 }, (_, power) => first * 10 ** power))
  .sort((a, b) => a - b)

function hasWholeSteps(curves: readonly ColoredCurve[]): boolean {
  return curves.every((curve) => curve.steps.every(Number.isInteger))
}

interface Looks {
  curves: readonly ColoredCurve[]
  isSmooth: boolean
  isLog: boolean
  syncKey: string | undefined
  onHover: (hovered: Hovered | null) => void
}

function optionsOf({ curves, isSmooth, isLog, syncKey, onHover }: Looks): Omit<uPlot.Options, 'width' | 'height'> {
  const axis: uPlot.Axis = {
    stroke: token('text-3'),
    font: '11px "Inter Variable", sans-serif',
    grid: { stroke: token('border'), width: 1 },
    ticks: { show: false },
  }
  const line = (curve: ColoredCurve, isRaw: boolean): uPlot.Series => ({
    stroke: token(seriesToken(curve.color)),
    width: isRaw ? 1 : 2,
    alpha: isRaw ? 0.25 : 1,
    dash: [...seriesDash(curve.color)],
    points: { show: curve.steps.length < 2 },
  })
  const cursor: uPlot.Cursor = {
    y: false,
    points: { size: 7 },
    drag: { x: true, y: false },
    ...(syncKey ? { sync: { key: syncKey } } : {}),
  }
  return {
    scales: { x: { time: false }, y: isLog ? { distr: 3 } : {} },
    axes: [
      { ...axis, size: 28, gap: 4, ...(hasWholeSteps(curves) ? { incrs: WHOLE } : {}) },
      {
        ...axis,
        size: 56,
        gap: 6,
        values: (_, ticks) => ticks.map((tick) => (tick === null ? '' : numberText(tick, 3))),
      },
    ],
    series: [{}, ...curves.map((curve) => line(curve, false)), ...(isSmooth ? curves.map((c) => line(c, true)) : [])],
    legend: { show: false },
    cursor,
    padding: [8, 12, 0, 0],
    hooks: {
      setCursor: [
        (chart) => {
          const { idx, left = -1, top = -1 } = chart.cursor
          const isHere = chart.root.matches(':hover')
          if (idx === null || idx === undefined || left < 0 || !isHere) onHover(null)
          else onHover({ index: idx, left: left + chart.bbox.left / devicePixelRatio, top, width: chart.width })
        },
      ],
    },
  }
}
