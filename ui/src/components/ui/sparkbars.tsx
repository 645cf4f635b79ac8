import { durationText } from '@/domain/durations'
import { toneOf, wordOf } from '@/domain/states'
import { cx } from '@/lib/class-names'
import { toneText } from './state'

export interface Bar {
  id: string
  state: string
  seconds: number | null
}

interface SparkbarsProps {
  /** The newest first, as lists have them. */
  runs: readonly Bar[]
  /** How many places there are. */
  count?: number
}

const HEIGHT = 20

/** The last runs as bars: colour by state, height by duration, the newest at the right. */
export function Sparkbars({ runs, count = 20 }: SparkbarsProps) {
  const bars = runs.slice(0, count).reverse()
  const longest = Math.max(...bars.map((bar) => bar.seconds ?? 0), 0.001)
  const failed = bars.filter((bar) => bar.state === 'FAILED').length
  const label = bars.length
    ? `Last ${bars.length} runs: ${failed} failed, the newest ${wordOf(bars.at(-1)?.state ?? '').toLowerCase()}`
    : 'No runs yet'
  return (
    <svg role="img" aria-label={label} width={count * 6} height={HEIGHT} className="shrink-0">
      {Array.from({ length: count - bars.length }, (_, index) => (
        <rect key={index} x={index * 6} y={HEIGHT - 2} width="4" height="2" rx="1" className="fill-border" />
      ))}
      {bars.map((bar, index) => {
        const height = Math.max(4, Math.sqrt((bar.seconds ?? 0) / longest) * HEIGHT)
        return (
          <rect
            key={bar.id}
            x={(count - bars.length + index) * 6}
            y={HEIGHT - height}
            width="4"
            height={height}
            rx="1"
            fill="currentColor"
            className={cx(toneText[toneOf(bar.state)])}
          >
            <title>{`${wordOf(bar.state)} · ${durationText(bar.seconds)}`}</title>
          </rect>
        )
      })}
    </svg>
  )
}
