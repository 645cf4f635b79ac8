import { useVirtualizer } from '@tanstack/react-virtual'
import { type KeyboardEvent, type MouseEvent, type ReactNode, useEffect, useRef, useState } from 'react'
import { cx } from '@/lib/class-names'
import { useShortcut } from '@/lib/shortcuts'
import { useDensity } from '@/lib/theme'
import { HeadCell, type Sort } from './table-head'

export type { Sort } from './table-head'

export interface Column<Row> {
  id: string
  header: ReactNode
  /** Its width, as a track of a grid: "minmax(200px, 2fr)", "96px". */
  width: string
  cell: (row: Row) => ReactNode
  align?: 'start' | 'end'
  isSortable?: boolean
}

interface TableProps<Row> {
  /** What the rows are, for screen readers. */
  label: string
  columns: readonly Column<Row>[]
  rows: readonly Row[]
  rowKey: (row: Row) => string
  /** What Enter and a click on a row do. */
  onOpen?: (row: Row) => void
  sort?: Sort | undefined
  onSort?: (sort: Sort) => void
  /** The keys of the rows that are selected; with it comes a column of boxes, and `x`. */
  selected?: ReadonlySet<string>
  onSelect?: (selected: ReadonlySet<string>) => void
  /** Called when the last rows come into view. */
  onEnd?: () => void
  /** The row that is open beside the table. */
  currentKey?: string | undefined
  isDense?: boolean
  /** The list that the page is about: `j`, `k` and `x` reach it from anywhere. */
  isMain?: boolean
  className?: string
}

const HEAD = 32

/** A list of any length: only the rows in view exist. Keys: j k arrows, Home End, Enter, x. */
export function Table<Row>(props: TableProps<Row>) {
  const { label, columns, rows, rowKey, onOpen, sort, onSort, selected, onSelect, onEnd, currentKey, className } = props
  const [density] = useDensity()
  const height = props.isDense || density === 'compact' ? 28 : 32
  const scroller = useRef<HTMLDivElement>(null)
  const [active, setActive] = useState(0)
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => height,
    overscan: 12,
    paddingStart: HEAD,
    scrollPaddingStart: HEAD,
    initialRect: { width: 1200, height: 800 },
  })
  const items = virtual.getVirtualItems()
  const lastShown = items.at(-1)?.index ?? 0
  // biome-ignore lint/correctness/useExhaustiveDependencies: the virtualizer keeps old sizes until it is told
  useEffect(() => virtual.measure(), [height])
  useEffect(() => {
    if (onEnd && rows.length > 0 && lastShown >= rows.length - 1) onEnd()
  }, [onEnd, lastShown, rows.length])

  const focusRow = (index: number) => {
    const to = Math.max(0, Math.min(rows.length - 1, index))
    setActive(to)
    virtual.scrollToIndex(to)
    requestAnimationFrame(() => scroller.current?.querySelector<HTMLElement>(`[data-index="${to}"]`)?.focus())
  }
  const toggle = (row: Row) => {
    if (!selected || !onSelect) return
    const next = new Set(selected)
    if (!next.delete(rowKey(row))) next.add(rowKey(row))
    onSelect(next)
  }
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.ctrlKey || event.metaKey || event.altKey || isInteractive(event.target, event.currentTarget)) return
    const row = rows[active]
    const action = tableAction(event.key, active, rows.length)
    if (action === undefined || !row) return
    event.preventDefault()
    event.stopPropagation()
    if (typeof action === 'number') focusRow(action)
    else if (action === 'open') onOpen?.(row)
    else toggle(row)
  }
  const onClickRow = (event: MouseEvent, row: Row, index: number) => {
    setActive(index)
    if (isInteractive(event.target, event.currentTarget) || window.getSelection()?.toString()) return
    onOpen?.(row)
  }

  const isMain = props.isMain === true && rows.length > 0
  useShortcut('j', 'Next row', () => focusRow(active), { isEnabled: isMain })
  useShortcut('k', 'Row before', () => focusRow(active), { isEnabled: isMain })
  const activeRow = rows[active]
  useShortcut('x', 'Select the row', () => activeRow && toggle(activeRow), {
    isEnabled: isMain && selected !== undefined,
  })

  const template = `${selected ? '36px ' : ''}${columns.map((column) => column.width).join(' ')}`
  return (
    <div ref={scroller} className={cx('relative min-h-0 flex-1 overflow-auto', className)}>
      {/* biome-ignore lint/a11y/useSemanticElements: rows out of view do not exist, which <table> does not know */}
      <div
        role="grid"
        aria-label={label}
        aria-rowcount={rows.length + 1}
        aria-multiselectable={selected ? true : undefined}
        tabIndex={-1}
        onKeyDown={onKeyDown}
        style={{ height: virtual.getTotalSize() }}
        className="relative min-w-fit"
      >
        {/* biome-ignore lint/a11y/useSemanticElements lint/a11y/useFocusableInteractive: the row of names is not stepped through */}
        <div
          role="row"
          aria-rowindex={1}
          style={{ gridTemplateColumns: template, height: HEAD }}
          className="sticky top-0 z-10 grid items-center border-border border-b bg-surface pr-6 pl-6 text-dense text-ink-3"
        >
          {selected && (
            <SelectAll rows={rows} rowKey={rowKey} selected={selected} onSelect={(next) => onSelect?.(next)} />
          )}
          {columns.map((column) => (
            <HeadCell key={column.id} column={column} sort={sort} onSort={onSort} />
          ))}
        </div>
        {items.map((item) => {
          const row = rows[item.index]
          if (row === undefined) return null
          const key = rowKey(row)
          const isSelected = selected?.has(key) ?? false
          return (
            // biome-ignore lint/a11y/useSemanticElements lint/a11y/useKeyWithClickEvents: keys are handled by the grid
            <div
              key={key}
              role="row"
              data-index={item.index}
              data-row={key}
              aria-rowindex={item.index + 2}
              aria-selected={selected ? isSelected : undefined}
              aria-current={key === currentKey ? 'true' : undefined}
              tabIndex={item.index === Math.min(active, rows.length - 1) ? 0 : -1}
              onFocus={() => setActive(item.index)}
              onClick={(event) => onClickRow(event, row, item.index)}
              style={{ gridTemplateColumns: template, height, transform: `translateY(${item.start}px)` }}
              className={cx(
                'absolute inset-x-0 top-0 grid items-center border-border/60 border-b pr-6 pl-6 focus-visible:-outline-offset-2',
                onOpen && 'cursor-pointer hover:bg-hover',
                (isSelected || key === currentKey) && 'bg-accent-soft/50',
              )}
            >
              {selected && (
                // biome-ignore lint/a11y/useSemanticElements lint/a11y/useFocusableInteractive: the box in it has the focus
                <div role="gridcell">
                  <input
                    type="checkbox"
                    aria-label="Select"
                    className="block size-4 accent-accent"
                    checked={isSelected}
                    onChange={() => toggle(row)}
                    tabIndex={-1}
                  />
                </div>
              )}
              {columns.map((column) => (
                // biome-ignore lint/a11y/useSemanticElements lint/a11y/useFocusableInteractive: the row has the focus
                <div
                  key={column.id}
                  role="gridcell"
                  className={cx('min-w-0 truncate pr-4', column.align === 'end' && 'text-right')}
                >
                  {column.cell(row)}
                </div>
              ))}
            </div>
          )
        })}
      </div>
    </div>
  )
}

interface SelectAllProps<Row> {
  rows: readonly Row[]
  rowKey: (row: Row) => string
  selected: ReadonlySet<string>
  onSelect: (selected: ReadonlySet<string>) => void
}

function SelectAll<Row>({ rows, rowKey, selected, onSelect }: SelectAllProps<Row>) {
  const isAll = rows.length > 0 && rows.every((row) => selected.has(rowKey(row)))
  return (
    // biome-ignore lint/a11y/useSemanticElements lint/a11y/useFocusableInteractive: the box in it has the focus
    <div role="columnheader">
      <input
        type="checkbox"
        aria-label="Select all"
        className="block size-4 accent-accent"
        checked={isAll}
        ref={(box) => {
          if (box) box.indeterminate = !isAll && selected.size > 0
        }}
        onChange={() => onSelect(new Set(isAll ? [] : rows.map(rowKey)))}
      />
    </div>
  )
}

/** What a key means in a table: the row to go to, or what to do with this one. */
export function tableAction(key: string, active: number, count: number): number | 'open' | 'select' | undefined {
  switch (key) {
    case 'j':
    case 'ArrowDown':
      return active + 1
    case 'k':
    case 'ArrowUp':
      return active - 1
    case 'PageDown':
      return active + 20
    case 'PageUp':
      return active - 20
    case 'Home':
      return 0
    case 'End':
      return count - 1
    case 'Enter':
      return 'open'
    case 'x':
      return 'select'
    default:
      return undefined
  }
}

/** Links, buttons and fields in a row act for themselves. */
function isInteractive(target: EventTarget, row: EventTarget): boolean {
  if (!(target instanceof Element) || target === row) return false
  const found = target.closest('a, button, input, select, textarea, label')
  return found !== null && row instanceof Element && row.contains(found)
}
