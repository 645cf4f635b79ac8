import type { LucideIcon } from 'lucide-react'
import type { Tone } from '@/domain/states'

/** How a node looks at this moment, apart from where it lies. Equal looks keep their identity, so that nothing is drawn anew. */
export interface Decoration {
  title: string
  /** Behind the title, quieter: "×5". */
  count?: string
  /** One line: what there is to know now. */
  subtitle: string
  /** Since when it runs: its clock stands before the subtitle. */
  since?: string | null
  tone: Tone | null
  /** The sign of a node that has no state. */
  icon?: LucideIcon
  /** The states of what lies in a group. */
  bar?: readonly TonePart[]
  /** How far it is, from 0 to 1. */
  progress?: number | null
  /** Not taken, or of no matter here. */
  isFaint?: boolean
  /** What screen readers say: "train, running, 3 of 5 iterations". */
  label: string
}

export interface TonePart {
  tone: Tone
  count: number
}

/** A small thing that travels along an edge. */
export interface EdgeChip {
  key: string
  label: string
  /** Behind the label, never cut: a size. */
  detail?: string
  title: string
  onOpen?: () => void
}

export const NODE_WIDTH = 200
export const NODE_HEIGHT = 52
export const GROUP_HEAD = 36

export const TONE_BACKGROUND: Record<Tone, string> = {
  pending: 'bg-pending/30',
  running: 'bg-running',
  succeeded: 'bg-succeeded',
  cached: 'bg-cached',
  failed: 'bg-failed',
  skipped: 'bg-skipped/50',
  canceled: 'bg-canceled',
  retrying: 'bg-retrying',
  paused: 'bg-paused',
}
