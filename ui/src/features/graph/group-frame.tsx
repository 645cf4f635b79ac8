import { ChevronDown } from 'lucide-react'
import { memo, type ReactNode } from 'react'
import { Duration } from '@/components/ui/time'
import { cx } from '@/lib/class-names'
import type { NodeProps } from './node-card'
import { Sign } from './node-card'

interface GroupFrameProps extends Omit<NodeProps, 'isStack'> {
  onClose: (id: string) => void
  /** What more stands in the head: the iterations of a loop. */
  children?: ReactNode
}

/** An open group: a frame around its contents, with a head. */
export const GroupFrame = memo(function GroupFrame(props: GroupFrameProps) {
  const { box, decoration, isSelected, isCursor, isDimmed, onClose, children } = props
  return (
    <div
      style={{ left: box.x, top: box.y, width: box.width, height: box.height }}
      className={cx(
        'absolute rounded-group border bg-surface/45 transition-opacity',
        isSelected ? 'border-accent outline-1 outline-accent' : 'border-border',
        decoration.isFaint && 'border-dashed',
        (decoration.isFaint || isDimmed) && 'opacity-45',
      )}
    >
      <div className="flex h-8 items-center gap-1 pr-2.5 pl-1.5">
        <button
          type="button"
          data-graph-control
          aria-label={`Close ${decoration.title}`}
          onClick={() => onClose(box.id)}
          className="flex size-6 shrink-0 items-center justify-center rounded-chip text-ink-3 hover:bg-hover hover:text-ink"
        >
          <ChevronDown size={14} />
        </button>
        <button
          type="button"
          data-node={box.id}
          aria-label={decoration.label}
          aria-pressed={isSelected}
          tabIndex={isCursor ? 0 : -1}
          className="flex h-6 min-w-0 items-center gap-1.5 rounded-chip pr-1 text-left"
        >
          <Sign decoration={decoration} size={14} />
          <span className="max-w-[85%] shrink-0 truncate font-semibold text-dense">{decoration.title}</span>
          <span className="truncate text-ink-3 text-micro">
            {decoration.count}
            {decoration.count && decoration.subtitle && ' · '}
            {decoration.since && <Duration since={decoration.since} />}
            {decoration.since && decoration.subtitle && ' · '}
            {decoration.subtitle}
          </span>
        </button>
      </div>
      {children}
    </div>
  )
})
