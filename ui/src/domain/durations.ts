/** Lengths of time and moments, in words that stay short and do not jump in width. */

const MINUTE = 60
const HOUR = 3600
const DAY = 86_400

/** "0.4s", "12s", "4m 12s", "3h 05m", "2d 4h"; a dash where it is unknown. */
export function durationText(seconds: number | null | undefined): string {
  if (seconds === null || seconds === undefined || !Number.isFinite(seconds)) return '–'
  const length = Math.max(0, seconds)
  if (length < 0.0005) return '0s'
  if (length < 1) return length < 0.1 ? `${Math.max(1, Math.round(length * 1000))}ms` : `${length.toFixed(1)}s`
  if (length < 9.95) return `${length.toFixed(1)}s`
  const whole = Math.round(length)
  if (whole < MINUTE) return `${whole}s`
  if (whole < HOUR) return `${Math.floor(whole / MINUTE)}m ${pad(whole % MINUTE)}s`
  if (whole < DAY) return `${Math.floor(whole / HOUR)}h ${pad(Math.floor((whole % HOUR) / MINUTE))}m`
  return `${Math.floor(whole / DAY)}d ${Math.floor((whole % DAY) / HOUR)}h`
}

/** "just now", "4 min ago", "3 h ago", "2 days ago", then the date. */
export function agoText(at: string, now: number): string {
  const seconds = (now - Date.parse(at)) / 1000
  if (!Number.isFinite(seconds)) return '–'
  if (seconds < 10) return 'just now'
  if (seconds < MINUTE) return `${Math.floor(seconds)} s ago`
  if (seconds < HOUR) return `${Math.floor(seconds / MINUTE)} min ago`
  if (seconds < DAY) return `${Math.floor(seconds / HOUR)} h ago`
  const days = Math.floor(seconds / DAY)
  if (days < 14) return days === 1 ? 'yesterday' : `${days} days ago`
  return new Date(at).toLocaleDateString('en-GB', { day: 'numeric', month: 'short', year: 'numeric' })
}

/** A moment in full, in a zone: "27 Nov 2026, 10:41:08 UTC". */
export function momentText(at: string, timeZone: string | undefined): string {
  const moment = new Date(at)
  if (Number.isNaN(moment.getTime())) return '–'
  return moment.toLocaleString('en-GB', {
    day: 'numeric',
    month: 'short',
    year: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
    timeZone,
    timeZoneName: 'short',
  })
}

/** The time of day only: "10:41:08". */
export function clockText(at: string | number, timeZone: string | undefined): string {
  const moment = new Date(at)
  if (Number.isNaN(moment.getTime())) return '–'
  return moment.toLocaleTimeString('en-GB', { timeZone })
}

/** Seconds between a start and an end or now; null before the start. */
export function secondsBetween(startedAt: string | null, endedAt: string | null, now: number): number | null {
  if (!startedAt) return null
  const end = endedAt ? Date.parse(endedAt) : now
  return Math.max(0, (end - Date.parse(startedAt)) / 1000)
}

function pad(value: number): string {
  return String(value).padStart(2, '0')
}
