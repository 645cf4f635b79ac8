import { summary } from '@/domain/curves'
import { numberText } from '@/domain/numbers'
import { thinned, type Value } from '@/domain/smoothing'

interface SparklineProps {
  values: readonly Value[]
  width?: number
  height?: number
  color?: string
}

/** The shape of a curve, without axes; its name tells where it began and where it is. */
export function Sparkline({ values, width = 96, height = 20, color = 'var(--series-1)' }: SparklineProps) {
  const { least, most, last } = summary(values)
  if (least === null || most === null) return null
  const span = most - least || 1
  const step = (width - 4) / Math.max(1, values.length - 1)
  const y = (value: number) => height - 2 - ((value - least) / span) * (height - 4)
  let isNew = true
  const path = thinned(values, width)
    .flatMap((index) => {
      const value = values[index]
      if (value === null || value === undefined) {
        isNew = true
        return []
      }
      const command = isNew ? 'M' : 'L'
      isNew = false
      return `${command}${(2 + index * step).toFixed(1)} ${y(value).toFixed(1)}`
    })
    .join('')
  const end = values.findLastIndex((value) => value !== null)
  const label = `${values.length} points, from ${numberText(values[0])} to ${numberText(last)}, between ${numberText(least)} and ${numberText(most)}`
  return (
    <svg role="img" aria-label={label} width={width} height={height} className="shrink-0">
      <path d={path} fill="none" stroke={color} strokeWidth="1.5" strokeLinejoin="round" />
      {last !== null && <circle cx={2 + end * step} cy={y(last)} r="2" fill={color} />}
    </svg>
  )
}
