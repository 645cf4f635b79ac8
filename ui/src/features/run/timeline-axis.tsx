import { clockText, durationText } from '@/domain/durations'
import type { Scale } from '@/domain/timeline'
import { useTimeZone } from '@/lib/theme'

const TICKS = [0, 0.25, 0.5, 0.75, 1]

interface AxisProps {
  scale: Scale
  /** The width of the names before it. */
  names: number
}

/** The times since the run began. */
export function Axis({ scale, names }: AxisProps) {
  return (
    <div
      style={{ paddingLeft: names }}
      className="sticky top-0 z-10 flex h-7 items-center justify-between bg-surface text-ink-3 text-micro"
    >
      {TICKS.map((tick) => (
        <span key={tick}>{durationText((scale.moment(tick) - scale.from) / 1000)}</span>
      ))}
    </div>
  )
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
