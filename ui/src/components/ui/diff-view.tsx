import { useVirtualizer } from '@tanstack/react-virtual'
import { useRef } from 'react'
import type { DiffLine } from '@/domain/diff-lines'
import { cx } from '@/lib/class-names'

const HEIGHT = 18

const LOOK: Record<DiffLine['kind'], string> = {
  same: '',
  added: 'bg-succeeded/12',
  removed: 'bg-failed/12',
  gap: 'bg-sunken text-ink-3',
}

const SIGNS: Record<DiffLine['kind'], string> = { same: ' ', added: '+', removed: '−', gap: '⋯' }
const WORDS: Record<DiffLine['kind'], string> = { same: '', added: 'added: ', removed: 'removed: ', gap: 'left out' }

interface DiffViewProps {
  label: string
  lines: readonly DiffLine[]
  className?: string
}

/** Two texts as one: what went, what came, each with the number of its line. Only the lines in view exist. */
export function DiffView({ label, lines, className }: DiffViewProps) {
  const scroller = useRef<HTMLElement>(null)
  const virtual = useVirtualizer({
    count: lines.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => HEIGHT,
    overscan: 30,
    initialRect: { width: 900, height: 600 },
  })
  return (
    <section
      ref={scroller}
      aria-label={label}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls is reached by keyboard
      tabIndex={0}
      className={cx('overflow-auto rounded-control border border-border bg-surface font-mono text-mono', className)}
    >
      <div style={{ height: virtual.getTotalSize() }} className="relative min-w-fit">
        {virtual.getVirtualItems().map((item) => {
          const line = lines[item.index]
          if (!line) return null
          return (
            <div
              key={item.key}
              style={{ height: HEIGHT, transform: `translateY(${item.start}px)` }}
              className={cx('absolute top-0 left-0 flex min-w-full whitespace-pre', LOOK[line.kind])}
            >
              <span aria-hidden className="w-11 shrink-0 select-none pr-2 text-right text-ink-3">
                {line.before}
              </span>
              <span aria-hidden className="w-11 shrink-0 select-none pr-2 text-right text-ink-3">
                {line.now}
              </span>
              <span aria-hidden className="w-5 shrink-0 select-none text-center">
                {SIGNS[line.kind]}
              </span>
              <span className="sr-only">{WORDS[line.kind]}</span>
              <span className="pr-4">{line.text}</span>
            </div>
          )
        })}
      </div>
    </section>
  )
}
