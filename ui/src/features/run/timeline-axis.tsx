import { useMemo } from 'react'
import { clockText, durationText } from '@/domain/durations'
import { ticksOf } from '@/domain/ticks'
import type { Scale } from '@/domain/timeline'
import { cx } from '@/lib/class-names'
import { useNarrow } from '@/lib/narrow'
import { useTimeZone } from '@/lib/theme'

interface AxisProps {
  scale: Scale
  /** The width of the names before it. */
  names: number
}

/** Round times since the run began, each with a line down through the rows. */
export function Axis({ scale, names }: AxisProps) {
  const isNarrow = useNarrow()
  const ticks = useMemo(() => ticksOf(scale, isNarrow ? 0.3 : 0.1), [scale, isNarrow])
  const left = (share: number) => `calc(${names}px + (100% - ${names}px) * ${share})`
  return (
    <>
      <div aria-hidden className="pointer-events-none absolute inset-0">
        {ticks.map(({ share, seconds }) => (
          <span key={seconds} style={{ left: left(share) }} className="absolute inset-y-0 w-px bg-border/60" />
        ))}
      </div>
      <div className="sticky top-0 z-10 h-7 bg-surface text-ink-3 text-micro leading-7">
        {ticks.map(({ share, seconds }) => (
          <span
            key={seconds}
            style={{ left: left(share) }}
            className={cx('absolute whitespace-nowrap', share > 0.97 ? '-translate-x-full' : 'pl-1')}
          >
            {tickText(seconds)}
          </span>
        ))}
      </div>
    </>
  )
}

/** "20s", not "20.0s": ticks are round. */
function tickText(seconds: number): string {
  return durationText(seconds)
    .replace(/\.0s$/, 's')
    .replace(/ 00[sm]$/, '')
    .replace(/ 0h$/, '')
}

/** A line through all bars at one moment. */
export function Cursor({ cursor, scale, names }: AxisProps & { cursor: number }) {
  const [zone] = useTimeZone()
  const moment = scale.moment(cursor)
  const text = `${durationText((moment - scale.from) / 1000)} · ${clockText(moment, zone || undefined)}`
  return (
    <div
      aria-hidden
      style={{ left: `calc(${names}px + (100% - ${names}px) * ${cursor})` }}
      className="pointer-events-none absolute inset-y-0 z-20 w-px bg-accent"
    >
      <span
        className={`sticky top-0 block w-max rounded-chip bg-accent px-1.5 text-micro text-on-accent leading-4 ${cursor > 0.8 ? '-translate-x-full' : ''}`}
      >
        {text}
      </span>
    </div>
  )
}
