/** The states of runs and tasks as people see them: a tone (colour and icon) and a word. Never colour alone. */

export type State = 'PENDING' | 'RUNNING' | 'SUCCEEDED' | 'SKIPPED' | 'FAILED' | 'CANCELING' | 'CANCELED' | 'PAUSED'

export type Tone =
  | 'pending'
  | 'running'
  | 'succeeded'
  | 'cached'
  | 'failed'
  | 'skipped'
  | 'canceled'
  | 'retrying'
  | 'paused'

const TONES: Record<State, Tone> = {
  PENDING: 'pending',
  RUNNING: 'running',
  SUCCEEDED: 'succeeded',
  SKIPPED: 'skipped',
  FAILED: 'failed',
  CANCELING: 'canceled',
  CANCELED: 'canceled',
  PAUSED: 'paused',
}

const WORDS: Record<State, string> = {
  PENDING: 'Waiting',
  RUNNING: 'Running',
  SUCCEEDED: 'Succeeded',
  SKIPPED: 'Skipped',
  FAILED: 'Failed',
  CANCELING: 'Canceling',
  CANCELED: 'Canceled',
  PAUSED: 'Needs approval',
}

const FINAL: ReadonlySet<string> = new Set<State>(['SUCCEEDED', 'SKIPPED', 'FAILED', 'CANCELED'])

export const STATES = Object.keys(TONES) as State[]

/** What beside the state decides how a task looks. */
export interface StateFacts {
  cached?: boolean
  /** It failed before and is being tried again. */
  retrying?: boolean
}

export function isState(value: unknown): value is State {
  return typeof value === 'string' && value in TONES
}

export function isFinal(state: string): boolean {
  return FINAL.has(state)
}

export function toneOf(state: string, facts: StateFacts = {}): Tone {
  if (state === 'SUCCEEDED' && facts.cached) return 'cached'
  if ((state === 'RUNNING' || state === 'PENDING') && facts.retrying) return 'retrying'
  return isState(state) ? TONES[state] : 'pending'
}

export function wordOf(state: string, facts: StateFacts = {}): string {
  if (state === 'SUCCEEDED' && facts.cached) return 'Cached'
  if ((state === 'RUNNING' || state === 'PENDING') && facts.retrying) return 'Retrying'
  return isState(state) ? WORDS[state] : state
}
