import type { Level } from '@/domain/log-rows'
import { cx } from '@/lib/class-names'

const WORDS: Record<Level, readonly [one: string, many: string]> = {
  error: ['error', 'errors'],
  warning: ['warning', 'warnings'],
  info: ['info', 'info'],
  debug: ['debug', 'debug'],
}

const DOTS: Record<Level, string> = {
  error: 'bg-failed',
  warning: 'bg-canceled',
  info: 'bg-running',
  debug: 'bg-ink-3',
}

interface LevelChipsProps {
  counts: readonly (readonly [Level, number])[]
  /** The levels that are shown; all lines where there are none. */
  chosen: ReadonlySet<Level>
  onChange: (chosen: ReadonlySet<Level>) => void
}

/** How many lines have each level; those that are pressed are shown alone. */
export function LevelChips({ counts, chosen, onChange }: LevelChipsProps) {
  const toggle = (level: Level) => {
    const next = new Set(chosen)
    if (!next.delete(level)) next.add(level)
    onChange(next)
  }
  return (
    <fieldset aria-label="Levels" className="flex items-center gap-1">
      {counts.map(([level, count]) => (
        <button
          key={level}
          type="button"
          aria-pressed={chosen.has(level)}
          onClick={() => toggle(level)}
          className={cx(
            'inline-flex h-6 items-center gap-1.5 whitespace-nowrap rounded-full border px-2 text-dense',
            chosen.has(level) ? 'border-accent bg-accent-soft text-ink' : 'border-border text-ink-2 hover:bg-hover',
          )}
        >
          <span aria-hidden className={cx('size-2 rounded-full', DOTS[level])} />
          {`${count} ${WORDS[level][count === 1 ? 0 : 1]}`}
        </button>
      ))}
    </fieldset>
  )
}
