/** The bars of a timeline: when each task waited and when it ran, as shares of the run's length. */

export interface TimedTask {
  readonly path: string
  readonly created_at: string | null
  readonly started_at: string | null
  readonly ended_at: string | null
}

export interface Bar<T extends TimedTask> {
  readonly task: T
  /** Shares of the whole, from 0 to 1. */
  readonly queuedFrom: number
  readonly from: number
  readonly to: number
}

export interface Timeline<T extends TimedTask> {
  readonly seconds: number
  readonly bars: readonly Bar<T>[]
}

/** Place tasks along the time from the first that was made until the last that ended, or until now. */
export function timelineOf<T extends TimedTask>(tasks: readonly T[], now: number): Timeline<T> {
  const begun = tasks.filter((task) => task.created_at ?? task.started_at)
  const first = Math.min(...begun.map(madeAt))
  const last = Math.max(...begun.map((task) => endOf(task, now)))
  const length = Math.max(1, last - first)
  const share = (moment: number) => Math.max(0, Math.min(1, (moment - first) / length))
  const bars = begun
    .map((task) => {
      const end = endOf(task, now)
      const start = task.started_at ? Date.parse(task.started_at) : end
      return { task, queuedFrom: share(madeAt(task)), from: share(start), to: share(end) }
    })
    .sort((a, b) => a.queuedFrom - b.queuedFrom || a.from - b.from)
  return { seconds: begun.length ? length / 1000 : 0, bars }
}

function madeAt(task: TimedTask): number {
  return Date.parse(task.created_at ?? task.started_at ?? '')
}

function endOf(task: TimedTask, now: number): number {
  return task.ended_at ? Date.parse(task.ended_at) : Math.max(now, madeAt(task))
}
