import type { AlignedData } from 'uplot'
import { numberText } from '@/domain/numbers'
import type { ColoredCurve } from './line-chart'
import { SeriesMark } from './series-mark'

export interface Hovered {
  /** Which step is under the pointer, and where in the chart that is. */
  index: number
  left: number
  top: number
  width: number
}

interface ChartTooltipProps {
  hovered: Hovered
  curves: readonly ColoredCurve[]
  data: AlignedData
}

const MOST = 12

/** The values of all curves at the step under the pointer, the greatest first. */
export function ChartTooltip({ hovered, curves, data }: ChartTooltipProps) {
  const step = data[0][hovered.index]
  const rows = curves
    .map((curve, index) => ({ curve, value: data[index + 1]?.[hovered.index] }))
    .filter((row): row is { curve: ColoredCurve; value: number } => typeof row.value === 'number')
    .sort((a, b) => b.value - a.value)
  if (step === undefined || rows.length === 0) return null
  const isRight = hovered.left > hovered.width / 2
  const side = isRight ? { right: hovered.width - hovered.left + 12 } : { left: hovered.left + 12 }
  return (
    <div
      aria-hidden
      style={{ ...side, top: 8 }}
      className="pointer-events-none absolute z-10 max-w-72 rounded-control border border-border bg-surface px-2 py-1.5 text-dense shadow-raised"
    >
      <div className="text-ink-3">{`step ${numberText(step, 6)}`}</div>
      {rows.slice(0, MOST).map(({ curve, value }) => (
        <div key={curve.id} className="flex items-center gap-2">
          <SeriesMark index={curve.color} />
          <span className="min-w-0 flex-1 truncate">{curve.label}</span>
          <span className="font-medium">{numberText(value, 5)}</span>
        </div>
      ))}
      {rows.length > MOST && <div className="text-ink-3">{`and ${rows.length - MOST} more`}</div>}
    </div>
  )
}
