import { ChevronDown, ChevronRight } from 'lucide-react'
import type { ReactNode } from 'react'
import type { Level } from '@/domain/log-rows'
import { cx } from '@/lib/class-names'

const LOOKS: Record<Level, string> = {
  error: 'text-failed',
  warning: 'text-canceled',
  info: '',
  debug: 'text-ink-3',
}

interface LogLineProps {
  /** Counted from one. */
  number: number
  children: ReactNode
  isWrapped: boolean
  isLinked: boolean
  isHit: boolean
  level?: Level | null
  /** Of a row that can be unfolded. */
  fold?: { isOpen: boolean; onToggle: () => void; label: string } | undefined
  onLink: (number: number | undefined) => void
}

/** A line of a log behind its number, which is a link to it. */
export function LogLine({ number, children, isWrapped, isLinked, isHit, level, fold, onLink }: LogLineProps) {
  return (
    <div className={cx('flex min-h-[18px] min-w-full', isLinked ? 'bg-accent-soft' : isHit && 'bg-series-2/20')}>
      <button
        type="button"
        aria-label={`Line ${number}`}
        tabIndex={-1}
        onClick={() => onLink(isLinked ? undefined : number)}
        className="w-11 shrink-0 select-none pr-2 text-right text-ink-3 hover:text-ink"
      >
        {number}
      </button>
      {fold ? (
        <button
          type="button"
          aria-label={fold.label}
          aria-expanded={fold.isOpen}
          onClick={fold.onToggle}
          className="flex h-[18px] w-4 shrink-0 items-center text-ink-3 hover:text-ink"
        >
          {fold.isOpen ? <ChevronDown size={12} /> : <ChevronRight size={12} />}
        </button>
      ) : (
        <span className="w-4 shrink-0" />
      )}
      <span
        className={cx(
          'pr-4',
          level && LOOKS[level],
          isWrapped ? 'min-w-0 whitespace-pre-wrap break-all' : 'whitespace-pre',
        )}
      >
        {children}
      </span>
    </div>
  )
}
