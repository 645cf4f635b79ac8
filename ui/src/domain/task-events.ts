/** What happened to a task, told from its times and its attempts. */

interface Told {
  readonly reason: string
  readonly message: string
}

export interface TimedAttempt {
  readonly number: number
  readonly state: string
  readonly launcher: string
  readonly created_at: string | null
  readonly started_at: string | null
  readonly ended_at: string | null
  readonly exit_code: number | null
  readonly failure: Told | null
}

export interface TimedTask {
  readonly state: string
  readonly cached: boolean
  readonly created_at: string | null
  readonly started_at: string | null
  readonly ended_at: string | null
  readonly failure: Told | null
  readonly attempt_list: readonly TimedAttempt[]
  readonly cache: { readonly note: string }
}

export interface TaskEvent {
  readonly at: string
  readonly title: string
  readonly detail: string
  readonly state: string
}

const ENDS: Record<string, string> = {
  SUCCEEDED: 'succeeded',
  FAILED: 'failed',
  CANCELED: 'was canceled',
  SKIPPED: 'was skipped',
}

/** In the order of time; those of one moment in the order in which they follow from each other. */
export function eventsOf(task: TimedTask): TaskEvent[] {
  const events: TaskEvent[] = []
  const note = (at: string | null, title: string, state: string, detail = '') => {
    if (at) events.push({ at, title, state, detail })
  }
  note(task.created_at, 'Everything that it waited for was there', 'PENDING')
  if (task.cached) note(task.created_at, 'Served from the cache', 'SUCCEEDED', task.cache.note)
  else if (task.cache.note) note(task.created_at, 'Not served from the cache', 'PENDING', task.cache.note)
  const isMany = task.attempt_list.length > 1
  for (const attempt of task.attempt_list) {
    const name = isMany ? `Attempt ${attempt.number}` : 'It'
    note(attempt.created_at, `${name} was handed to ${attempt.launcher}`, 'PENDING')
    note(attempt.started_at, `${name} began`, 'RUNNING')
    const end = ENDS[attempt.state]
    if (end) note(attempt.ended_at, `${name} ${end}`, attempt.state, endText(attempt))
  }
  const end = ENDS[task.state]
  if (end && (isMany || task.attempt_list.length === 0) && !task.cached) {
    note(task.ended_at, `The task ${end}`, task.state, task.failure?.message ?? '')
  }
  return events
    .map((event, index) => ({ event, index }))
    .sort(byTime)
    .map(({ event }) => event)
}

function endText({ exit_code: code, failure }: TimedAttempt): string {
  return [code === null || code === 0 ? '' : `exit code ${code}`, failure?.message ?? ''].filter(Boolean).join(': ')
}

interface Placed {
  readonly event: TaskEvent
  readonly index: number
}

function byTime(a: Placed, b: Placed): number {
  return Date.parse(a.event.at) - Date.parse(b.event.at) || a.index - b.index
}
