import { ArrowDown, ArrowUp } from 'lucide-react'
import type { ReactNode } from 'react'
import { cx } from '@/lib/class-names'

export interface Sort {
  id: string
  isDescending: boolean
}

interface HeadCellProps {
  column: { id: string; header: ReactNode; align?: 'start' | 'end'; isSortable?: boolean }
  sort: Sort | undefined
  onSort: ((sort: Sort) => void) | undefined
}

/** The name of a column; a click sorts by it, a second one the other way round. */
export function HeadCell({ column, sort, onSort }: HeadCellProps) {
  const isSorted = sort?.id === column.id
  const canSort = Boolean(column.isSortable && onSort)
  const Arrow = isSorted && sort.isDescending ? ArrowDown : ArrowUp
  return (
    // biome-ignore lint/a11y/useSemanticElements lint/a11y/useFocusableInteractive: the button in it has the focus
    <div
      role="columnheader"
      aria-sort={isSorted ? (sort.isDescending ? 'descending' : 'ascending') : undefined}
      className={cx('min-w-0 truncate pr-4', column.align === 'end' && 'text-right')}
    >
      {canSort ? (
        <button
          type="button"
          onClick={() => onSort?.({ id: column.id, isDescending: isSorted ? !sort.isDescending : false })}
          className={cx('inline-flex h-6 items-center gap-1 rounded-chip hover:text-ink', isSorted && 'text-ink')}
        >
          {column.header}
          {isSorted && <Arrow size={12} aria-hidden />}
        </button>
      ) : (
        column.header
      )}
    </div>
  )
}

/** A sort as it stands in an address and goes to the server: "-created_at". */
export function parseSort(text: string | undefined): Sort | undefined {
  if (!text) return undefined
  return text.startsWith('-') ? { id: text.slice(1), isDescending: true } : { id: text, isDescending: false }
}

export function sortText(sort: Sort): string {
  return `${sort.isDescending ? '-' : ''}${sort.id}`
}
