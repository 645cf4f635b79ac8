import { STATES, toneOf, wordOf } from '@/domain/states'
import { cx } from '@/lib/class-names'
import { toneText } from './state'

interface StateBarProps {
  total: number
  /** How many tasks are in each state; cached ones count as succeeded there. */
  byState: Record<string, number>
  cached?: number
  className?: string
}

const ORDER = ['SUCCEEDED', 'FAILED', 'CANCELED', 'CANCELING', 'SKIPPED', 'PAUSED', 'RUNNING', 'PENDING'] as const

/** How far a run is: one part per state, in the states' colours. */
export function StateBar({ total, byState, cached = 0, className }: StateBarProps) {
  const parts = ORDER.flatMap((state) => {
    const count = byState[state] ?? 0
    if (state !== 'SUCCEEDED') return [{ key: state as string, state: state as string, count, isCached: false }]
    return [
      { key: 'done', state, count: Math.max(0, count - cached), isCached: false },
      { key: 'cached', state, count: Math.min(cached, count), isCached: true },
    ]
  }).filter((part) => part.count > 0)
  const words = STATES.filter((state) => byState[state]).map(
    (state) => `${byState[state]} ${wordOf(state).toLowerCase()}`,
  )
  return (
    <div
      role="img"
      aria-label={`${total} tasks: ${words.join(', ') || 'none begun'}`}
      className={cx('flex h-1 gap-px overflow-hidden rounded-full bg-border', className)}
    >
      {parts.map((part) => (
        <div
          key={part.key}
          style={{ width: `${(part.count / Math.max(1, total)) * 100}%` }}
          className={cx(
            part.state === 'PENDING' ? 'bg-transparent' : 'bg-current',
            toneText[toneOf(part.state, { cached: part.isCached })],
          )}
        />
      ))}
    </div>
  )
}
