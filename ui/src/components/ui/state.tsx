import { cva } from 'class-variance-authority'
import type { ReactNode } from 'react'
import { type StateFacts, type Tone, toneOf, wordOf } from '@/domain/states'
import { cx } from '@/lib/class-names'

/** The text colour of each tone; icons and bars take it with `currentColor`. */
export const toneText: Record<Tone, string> = {
  pending: 'text-pending',
  running: 'text-running',
  succeeded: 'text-succeeded',
  cached: 'text-cached',
  failed: 'text-failed',
  skipped: 'text-skipped',
  canceled: 'text-canceled',
  retrying: 'text-retrying',
  paused: 'text-paused',
}

const GLYPHS: Record<Tone, ReactNode> = {
  pending: <circle cx="8" cy="8" r="3" fill="none" strokeWidth="1.6" />,
  running: <path d="M8 4.5a3.5 3.5 0 0 1 0 7z" stroke="none" fill="currentColor" />,
  succeeded: <path d="m4.9 8.3 2.2 2.2 4-4.6" />,
  cached: <path d="M5.2 5.4A4 4 0 1 1 4.3 9M5 3.2v2.4h2.4" strokeWidth="1.5" />,
  failed: <path d="m5.5 5.5 5 5m0-5-5 5" />,
  skipped: <path d="m5 11 6-6" />,
  canceled: <rect x="5.5" y="5.5" width="5" height="5" rx="0.8" stroke="none" fill="currentColor" />,
  retrying: <path d="M10.8 5.4A4 4 0 1 0 11.7 9M11 3.2v2.4H8.6" strokeWidth="1.5" />,
  paused: <path d="M6.4 5.4v5.2m3.2-5.2v5.2" />,
}

/** The sign of a tone: a filled disc with a shape of its own, so that it is told apart without its colour. */
export function ToneIcon({ tone, size = 16, className }: { tone: Tone; size?: number; className?: string }) {
  const isHollow = tone === 'pending' || tone === 'skipped'
  return (
    <svg
      viewBox="0 0 16 16"
      width={size}
      height={size}
      aria-hidden="true"
      className={cx('shrink-0', toneText[tone], tone === 'running' && 'turning', className)}
    >
      <circle
        cx="8"
        cy="8"
        r={isHollow ? 6.9 : 8}
        fill={isHollow ? 'none' : 'currentColor'}
        stroke={isHollow ? 'currentColor' : 'none'}
        strokeWidth="1.4"
        strokeDasharray={tone === 'skipped' ? '2 1.6' : undefined}
      />
      {tone === 'running' && <circle cx="8" cy="8" r="3.5" fill="none" className="stroke-on-state" strokeWidth="1.3" />}
      <g
        className={isHollow ? 'text-current' : 'text-on-state'}
        stroke="currentColor"
        fill="none"
        strokeWidth="1.8"
        strokeLinecap="round"
        strokeLinejoin="round"
      >
        {tone !== 'pending' && GLYPHS[tone]}
      </g>
    </svg>
  )
}

interface StateProps extends StateFacts {
  state: string
}

/** A state as a sign alone; its word is its name for screen readers and its title. */
export function StateIcon({ state, size, cached, retrying }: StateProps & { size?: number }) {
  const facts = factsOf(cached, retrying)
  const word = wordOf(state, facts)
  return (
    <span role="img" aria-label={word} title={word} className="inline-flex">
      <ToneIcon tone={toneOf(state, facts)} {...(size ? { size } : {})} />
    </span>
  )
}

/** A state as sign and word, for tables and lists. */
export function StateLabel({ state, cached, retrying, children }: StateProps & { children?: ReactNode }) {
  const facts = factsOf(cached, retrying)
  return (
    <span className="inline-flex items-center gap-1.5 whitespace-nowrap">
      <ToneIcon tone={toneOf(state, facts)} size={14} />
      <span>{wordOf(state, facts)}</span>
      {children}
    </span>
  )
}

const pill = cva(
  'inline-flex h-6 items-center gap-1.5 rounded-full border px-2 text-dense font-semibold whitespace-nowrap',
  {
    variants: {
      tone: {
        pending: 'border-pending/40 bg-pending/5 text-pending',
        running: 'border-running/40 bg-running/5 text-running',
        succeeded: 'border-succeeded/40 bg-succeeded/5 text-succeeded',
        cached: 'border-cached/40 bg-cached/5 text-cached',
        failed: 'border-failed/40 bg-failed/5 text-failed',
        skipped: 'border-skipped/40 bg-skipped/5 text-skipped',
        canceled: 'border-canceled/40 bg-canceled/5 text-canceled',
        retrying: 'border-retrying/40 bg-retrying/5 text-retrying',
        paused: 'border-paused/40 bg-paused/5 text-paused',
      },
    },
  },
)

/** A state beside a title: sign, word, and what else is said with it (a duration). */
export function StatePill({ state, cached, retrying, children }: StateProps & { children?: ReactNode }) {
  const facts = factsOf(cached, retrying)
  const tone = toneOf(state, facts)
  return (
    <span className={pill({ tone })}>
      <ToneIcon tone={tone} size={12} />
      {wordOf(state, facts)}
      {children && <span className="font-medium">{children}</span>}
    </span>
  )
}

function factsOf(cached: boolean | undefined, retrying: boolean | undefined): StateFacts {
  return { cached: cached ?? false, retrying: retrying ?? false }
}
