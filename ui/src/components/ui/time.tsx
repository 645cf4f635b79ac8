import { agoText, clockText, durationText, momentText, secondsBetween } from '@/domain/durations'
import { useNow } from '@/lib/now'
import { useTimeZone } from '@/lib/theme'

/** A moment, told from now; its title has it in full. */
export function Time({ at, clock }: { at: string | null | undefined; clock?: boolean }) {
  const now = useNow(Boolean(at) && !clock)
  const [zone] = useTimeZone()
  if (!at) return <span className="text-ink-3">–</span>
  return (
    <time dateTime={at} title={momentText(at, zone || undefined)} className="whitespace-nowrap">
      {clock ? clockText(at, zone || undefined) : agoText(at, Math.max(now, Date.parse(at)))}
    </time>
  )
}

interface DurationProps {
  /** A length that is known, or a start from which it still grows. */
  seconds?: number | null
  since?: string | null
  until?: string | null
}

/** A length of time; one that is not over grows each second. */
export function Duration({ seconds, since, until }: DurationProps) {
  const isOpen = Boolean(since) && !until
  const now = useNow(isOpen)
  const length = since ? secondsBetween(since, until ?? null, now) : seconds
  return <span className="whitespace-nowrap">{durationText(length)}</span>
}
