import { memo } from 'react'
import { ToneIcon } from '@/components/ui/state'
import { Duration } from '@/components/ui/time'
import type { Box } from '@/graph/layout'
import { cx } from '@/lib/class-names'
import { type Decoration, TONE_BACKGROUND, type TonePart } from './decoration'

export interface NodeProps {
  box: Box
  decoration: Decoration
  isSelected: boolean
  /** Whether the Tab key stops here: at one node of the graph only. */
  isCursor: boolean
  isDimmed: boolean
  /** Whether it stands for a group that is closed. */
  isStack: boolean
}

/** One node: what it is, and how it is. */
export const NodeCard = memo(function NodeCard({
  box,
  decoration,
  isSelected,
  isCursor,
  isDimmed,
  isStack,
}: NodeProps) {
  const { title, count, subtitle, since, bar, progress, isFaint, label } = decoration
  return (
    <button
      type="button"
      data-node={box.id}
      aria-label={label}
      aria-pressed={isSelected}
      tabIndex={isCursor ? 0 : -1}
      style={{ left: box.x, top: box.y, width: box.width, height: box.height }}
      className={cx(
        'absolute flex items-center gap-2.5 rounded-card border bg-surface pr-2.5 pl-3 text-left',
        'transition-[opacity,border-color] hover:border-border-strong focus-visible:outline-offset-2',
        isSelected ? 'border-accent outline-2 outline-accent outline-offset-1' : 'border-border',
        decoration.tone === 'failed' && !isSelected && 'border-failed/50',
        isStack ? STACK : 'shadow-card',
        (isFaint || isDimmed) && 'opacity-45',
        isFaint && 'border-dashed',
      )}
    >
      <Sign decoration={decoration} />
      <span className="flex min-w-0 flex-1 flex-col">
        <span className="flex items-baseline gap-1.5">
          <span className="truncate font-semibold leading-[18px]">{title}</span>
          {count && <span className="shrink-0 text-ink-3 text-micro">{count}</span>}
        </span>
        <span className="truncate text-ink-3 text-micro" title={subtitle}>
          {since && <Duration since={since} />}
          {since && subtitle && ' · '}
          {subtitle}
        </span>
      </span>
      {bar && <MiniBar parts={bar} className="absolute inset-x-3 bottom-1.5 h-[3px]" />}
      {typeof progress === 'number' && (
        <span className="absolute inset-x-0 bottom-0 h-[3px] overflow-hidden rounded-b-[7px]">
          <span
            className={cx('block h-full', TONE_BACKGROUND[decoration.tone ?? 'running'])}
            style={{ width: `${Math.min(1, Math.max(0, progress)) * 100}%` }}
          />
        </span>
      )}
    </button>
  )
})

/** Two cards behind the first. */
const STACK =
  'shadow-[3px_3px_0_-1px_var(--surface),3px_3px_0_0_var(--border),6px_6px_0_-1px_var(--surface),6px_6px_0_0_var(--border)]'

export function Sign({ decoration, size = 18 }: { decoration: Decoration; size?: number }) {
  if (decoration.tone) return <ToneIcon tone={decoration.tone} size={size} />
  const Icon = decoration.icon
  return Icon ? <Icon size={size} strokeWidth={1.6} className="shrink-0 text-ink-3" aria-hidden /> : null
}

/** The states of what lies in a group, as parts of one bar. */
export function MiniBar({ parts, className }: { parts: readonly TonePart[]; className?: string }) {
  return (
    <span className={cx('flex gap-px overflow-hidden rounded-full', className)} aria-hidden>
      {parts.map((part) => (
        <span key={part.tone} style={{ flexGrow: part.count }} className={TONE_BACKGROUND[part.tone]} />
      ))}
    </span>
  )
}
