/** A log in parts: which lines lie in which part, and where its bytes are. */

export interface LineIndex {
  readonly lines: number
  readonly size: number
  readonly every: number
  readonly offsets: readonly number[]
}

export interface LogPart {
  readonly first: number
  readonly from: number
  readonly to: number
}

/** More rows than this are higher than a browser can scroll: what lies before is left to the download. */
export const MOST_LINES = 1_500_000

/** The line that is shown first; all are, unless there are too many. */
export function firstShown(index: LineIndex): number {
  return Math.max(0, index.lines - MOST_LINES)
}

/** The parts that hold the lines from one up to another, both counted from zero. */
export function partsWithin(index: LineIndex, from: number, to: number): LogPart[] {
  const last = Math.min(Math.floor(Math.max(0, to) / index.every), index.offsets.length - 1)
  const parts: LogPart[] = []
  for (let at = Math.max(0, Math.floor(from / index.every)); at <= last; at += 1) {
    const begin = index.offsets[at] ?? 0
    parts.push({ first: at * index.every, from: begin, to: index.offsets[at + 1] ?? index.size })
  }
  return parts.filter((part) => part.to > part.from)
}
