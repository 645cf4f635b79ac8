/** The time at the beginning of a line: as it is written, since the first one, or left out. */

const LOG_TIMES = ['written', 'relative', 'none'] as const
export type LogTime = (typeof LOG_TIMES)[number]

/** `2026-11-27T10:41:08.5Z`, `2026-11-27 10:41:08,500`, `[10:41:08]`; what follows it is the rest of the line. */
const STAMP =
  /^\[?(?:(\d{4})[-/](\d{2})[-/](\d{2})[T ])?(\d{2}):(\d{2}):(\d{2})(?:[.,](\d{1,6}))?(?:Z|[+-]\d{2}:?\d{2})?\]?(?=[\s:|-]|$)[ \t]*/

interface Stamp {
  /** In milliseconds, of a clock of its own: only differences mean something. */
  readonly at: number
  readonly length: number
}

function stampOf(line: string): Stamp | null {
  const found = STAMP.exec(line)
  if (!found) return null
  const [text, year = '1970', month = '1', day = '1', hour, minute, second, fraction = '0'] = found
  const whole = Date.UTC(Number(year), Number(month) - 1, Number(day), Number(hour), Number(minute), Number(second))
  return { at: whole + Number(`0.${fraction}`) * 1000, length: text.length }
}

/** When the first line that has a time was written; null if none of the first few has one. */
export function firstTime(lines: readonly string[]): number | null {
  for (const line of lines.slice(0, 200)) {
    const stamp = stampOf(line)
    if (stamp) return stamp.at
  }
  return null
}

/** A line with its time as wanted; one without a time stays as it is. */
export function timed(line: string, time: LogTime, first: number | null): string {
  if (time === 'written') return line
  const stamp = stampOf(line)
  if (!stamp) return line
  const rest = line.slice(stamp.length)
  if (time === 'none' || first === null) return rest
  return `${`+${((stamp.at - first) / 1000).toFixed(1)}s`.padStart(9)} ${rest}`
}

export function nextTime(time: LogTime): LogTime {
  return LOG_TIMES[(LOG_TIMES.indexOf(time) + 1) % LOG_TIMES.length] ?? 'written'
}
