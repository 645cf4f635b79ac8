/** The bars of a timeline: when each task waited and ran, as shares of the run's length. */

export interface TimedAttempt {
  readonly number: number
  readonly state: string
  readonly created_at: string | null
  readonly started_at: string | null
  readonly ended_at: string | null
}

export interface TimedTask {
  readonly path: string
  readonly state: string
  readonly created_at: string | null
  readonly started_at: string | null
  readonly ended_at: string | null
}

/** A stretch of time, in milliseconds. */
export interface Stretch {
  readonly from: number
  readonly to: number
}

export interface Part extends Stretch {
  readonly kind: 'queued' | 'run'
  readonly state: string
  readonly attempt: number | null
}

/** What a task did, one thing after another; nothing before it was made. */
export function partsOf(task: TimedTask, attempts: readonly TimedAttempt[], now: number): Part[] {
  if (attempts.length < 2) return stretches(task, task.created_at, null, now)
  return attempts.flatMap((attempt, index) => {
    const made = index === 0 ? task.created_at : attempt.created_at
    return stretches(attempt, made, attempt.number, now)
  })
}

interface Timed {
  readonly state: string
  readonly started_at: string | null
  readonly ended_at: string | null
}

function stretches({ state, started_at, ended_at }: Timed, made: string | null, attempt: number | null, now: number) {
  const parts: Part[] = []
  const begin = Date.parse(made ?? started_at ?? '')
  if (Number.isNaN(begin)) return parts
  const end = ended_at ? Date.parse(ended_at) : Math.max(now, begin)
  const start = started_at ? Date.parse(started_at) : end
  if (start > begin) parts.push({ kind: 'queued', state, attempt, from: begin, to: start })
  if (started_at || ended_at) parts.push({ kind: 'run', state, attempt, from: start, to: end })
  return parts
}

/** Where moments lie, as shares of the whole from 0 to 1; idle times may be folded to a narrow strip each. */
export interface Scale {
  readonly from: number
  readonly to: number
  readonly share: (moment: number) => number
  /** The moment at a share. */
  readonly moment: (share: number) => number
  /** Times in which nothing waited or ran. */
  readonly idle: readonly Stretch[]
}

/** An idle time that is folded is so wide, and one that is shorter is not worth it. */
const STRIP = 0.015
const LEAST_IDLE = 0.03

export function scaleOf(busy: readonly Stretch[], isFolded: boolean): Scale {
  const from = busy.reduce((least, part) => Math.min(least, part.from), Number.POSITIVE_INFINITY)
  const to = busy.reduce((most, part) => Math.max(most, part.to), from)
  if (!Number.isFinite(from)) return { from: 0, to: 0, share: () => 0, moment: () => 0, idle: [] }
  const length = Math.max(1, to - from)
  const idle = gaps(busy).filter((gap) => gap.to - gap.from > length * LEAST_IDLE)
  const stops = stopsOf({ from, to: from + length }, isFolded ? idle : [])
  return {
    from,
    to,
    idle,
    share: (moment) => between(stops, moment, 'moment', 'share'),
    moment: (share) => between(stops, share, 'share', 'moment'),
  }
}

function gaps(busy: readonly Stretch[]): Stretch[] {
  const found: Stretch[] = []
  let end = Number.NEGATIVE_INFINITY
  for (const { from, to } of [...busy].sort((a, b) => a.from - b.from)) {
    if (Number.isFinite(end) && from > end) found.push({ from: end, to: from })
    end = Math.max(end, to)
  }
  return found
}

interface Stop {
  readonly moment: number
  readonly share: number
}

function stopsOf({ from, to }: Stretch, idle: readonly Stretch[]): Stop[] {
  const folded = idle.reduce((sum, gap) => sum + gap.to - gap.from, 0)
  const perMillisecond = (1 - STRIP * idle.length) / Math.max(1, to - from - folded)
  const stops: Stop[] = [{ moment: from, share: 0 }]
  let [moment, share] = [from, 0]
  for (const gap of idle) {
    share += (gap.from - moment) * perMillisecond
    stops.push({ moment: gap.from, share }, { moment: gap.to, share: share + STRIP })
    share += STRIP
    moment = gap.to
  }
  return [...stops, { moment: to, share: 1 }]
}

function between(stops: readonly Stop[], value: number, given: keyof Stop, wanted: keyof Stop): number {
  const at = Math.max(
    1,
    stops.findIndex((stop) => stop[given] >= value),
  )
  const [before, after] = [stops[at - 1], stops[at]]
  if (!before || !after) return 0
  const length = after[given] - before[given]
  const part = length === 0 ? 0 : Math.max(0, Math.min(1, (value - before[given]) / length))
  return before[wanted] + part * (after[wanted] - before[wanted])
}

/** A task is made in the moment in which the last that it waited for ends, or soon after. */
const SOON = 250

/** The tasks that the end of the run had to wait for, one after another; empty where nothing has ended. */
export function criticalPath(tasks: readonly TimedTask[]): Set<string> {
  const ended = tasks
    .filter((task) => task.ended_at !== null && task.started_at !== null)
    .sort((a, b) => Date.parse(a.ended_at ?? '') - Date.parse(b.ended_at ?? ''))
  const path = new Set<string>()
  let at = ended.at(-1)
  while (at && !path.has(at.path)) {
    path.add(at.path)
    const made = madeAt(at)
    const before: TimedTask | undefined = ended.findLast(
      (task) => madeAt(task) < made && Date.parse(task.ended_at ?? '') <= made + SOON,
    )
    at = before && Date.parse(before.ended_at ?? '') >= made - SOON ? before : undefined
  }
  return path
}

function madeAt(task: TimedTask): number {
  return Date.parse(task.created_at ?? task.started_at ?? '')
}
