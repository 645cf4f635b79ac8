import { X } from 'lucide-react'
import type { ReactNode } from 'react'
import { cx } from '@/lib/class-names'

/** A small fact: a type, a tag, a count. */
export function Chip({ children, isMono, className }: { children: ReactNode; isMono?: boolean; className?: string }) {
  return (
    <span
      className={cx(
        'inline-flex h-5 max-w-full items-center gap-1 truncate rounded-chip bg-sunken px-1.5 text-ink-2 text-micro',
        isMono && 'font-mono',
        className,
      )}
    >
      {children}
    </span>
  )
}

interface FilterChipProps {
  children: ReactNode
  isOn: boolean
  onToggle: () => void
  count?: number
}

/** A filter that is on or off. */
export function FilterChip({ children, isOn, onToggle, count }: FilterChipProps) {
  return (
    <button
      type="button"
      aria-pressed={isOn}
      onClick={onToggle}
      className={cx(
        'inline-flex h-7 items-center gap-1.5 whitespace-nowrap rounded-full border px-2.5 text-dense transition-colors',
        isOn ? 'border-accent bg-accent-soft font-medium text-ink' : 'border-border text-ink-2 hover:bg-hover',
      )}
    >
      {children}
      {count !== undefined && <span className="text-ink-3">{count}</span>}
    </button>
  )
}

/** Something chosen that can be taken away. */
export function RemovableChip({
  children,
  label,
  onRemove,
}: {
  children: ReactNode
  label: string
  onRemove: () => void
}) {
  return (
    <span className="inline-flex h-7 items-center gap-1 rounded-full border border-border bg-surface pr-1 pl-2.5 text-dense">
      {children}
      <button
        type="button"
        aria-label={label}
        onClick={onRemove}
        className="rounded-full p-1 text-ink-3 hover:bg-hover"
      >
        <X size={12} />
      </button>
    </span>
  )
}
