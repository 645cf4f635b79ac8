import { type KeyboardEvent, type MouseEvent, useMemo, useRef, useState } from 'react'
import type { RunRow } from '@/api/models'
import { StateLabel } from '@/components/ui/state'
import { Duration, Time } from '@/components/ui/time'
import { durationText } from '@/domain/durations'
import { cellOf, type GridCell, type GridRow } from '@/domain/grid'
import { wordOf } from '@/domain/states'
import { GridCanvas } from './grid-canvas'
import { HEAD, NAMES, ROW, useGridFrame } from './grid-frame'
import { GridNames } from './grid-names'

interface RunGridProps {
  /** The newest first, as the server has them; the newest stands at the right. */
  runs: readonly RunRow[]
  rows: readonly GridRow[]
  cells: Readonly<Record<string, Readonly<Record<string, GridCell>>>>
  closed: ReadonlySet<string>
  onFold: (node: string) => void
  /** Open a run; at a task, if there is one. */
  onOpen: (run: string, node: string | null) => void
}

export interface Place {
  column: number
  /** -1: the head, which is the run as a whole. */
  row: number
}

/** Names at the left as elements, cells at the right on one canvas. Arrows walk, Enter opens, Space folds. */
export function RunGrid({ runs, rows, cells, closed, onFold, onOpen }: RunGridProps) {
  const columns = useMemo(() => [...runs].reverse(), [runs])
  const scroller = useRef<HTMLDivElement>(null)
  const frame = useGridFrame(scroller, columns.length)
  const [hovered, setHovered] = useState<Place | null>(null)
  const [cursor, setCursor] = useState<Place | null>(null)
  const place = hovered ?? cursor
  const placeOf = (event: MouseEvent): Place | null => {
    const box = event.currentTarget.getBoundingClientRect()
    const column = Math.floor((event.clientX - box.left) / frame.pitch)
    const down = event.clientY - box.top
    const row = down < HEAD ? -1 : Math.floor((down - HEAD + frame.top) / ROW)
    return column >= 0 && column < columns.length && row < rows.length ? { column, row } : null
  }
  const open = (at: Place | null) => {
    const run = at ? columns[at.column] : undefined
    if (!at || !run) return
    const row = rows[at.row]
    onOpen(run.id, row && cellOf(row, cells[run.id]) ? row.node : null)
  }
  const onKeyDown = (event: KeyboardEvent) => {
    const next = stepped(event.key, cursor ?? { column: columns.length, row: -1 }, columns.length, rows.length)
    const row = cursor ? rows[cursor.row] : undefined
    if (next) {
      setCursor(next)
      setHovered(null)
      frame.reveal(next.row)
    } else if (event.key === 'Enter') open(cursor)
    else if (event.key === ' ' && row?.isGroup) onFold(row.node)
    else return
    event.preventDefault()
  }
  const run = place ? columns[place.column] : undefined
  const row = place && place.row >= 0 ? rows[place.row] : undefined
  return (
    <div className="flex min-h-0 flex-1 flex-col">
      <div ref={scroller} className="relative min-h-0 flex-1 overflow-y-auto" data-testid="run-grid">
        <div style={{ height: HEAD + rows.length * ROW + 16 }} className="relative">
          <GridNames
            rows={rows}
            runs={runs}
            cells={cells}
            closed={closed}
            onFold={onFold}
            shown={frame.shown}
            current={place?.row ?? null}
          />
          <div
            role="application"
            aria-label={`Grid of ${rows.length} tasks by ${columns.length} runs: arrows walk, Enter opens`}
            // biome-ignore lint/a11y/noNoninteractiveTabindex: it is walked by keys
            tabIndex={0}
            onKeyDown={onKeyDown}
            onMouseMove={(event) => setHovered(placeOf(event))}
            onMouseLeave={() => setHovered(null)}
            onClick={(event) => open(placeOf(event))}
            style={{ marginLeft: NAMES, width: frame.width, height: frame.height }}
            className="sticky top-0 cursor-pointer focus-visible:-outline-offset-2"
          >
            <GridCanvas columns={columns} rows={rows} cells={cells} frame={frame} place={place} />
          </div>
        </div>
      </div>
      <output className="flex h-9 shrink-0 items-center gap-4 border-border border-t px-6 text-dense text-ink-2">
        {run ? (
          <Told run={run} row={row} cell={row ? cellOf(row, cells[run.id]) : null} />
        ) : (
          'Each column is a run, the newest at the right; each row is a task.'
        )}
      </output>
    </div>
  )
}

function Told({ run, row, cell }: { run: RunRow; row: GridRow | undefined; cell: GridCell | null }) {
  return (
    <>
      <span className="max-w-72 truncate font-medium text-ink">{run.name}</span>
      <span className="text-ink-3">{run.pipeline.version_name}</span>
      <Time at={run.created_at} />
      {row ? (
        <>
          <span className="max-w-72 truncate font-medium text-ink">{row.name}</span>
          {cell ? (
            <>
              <StateLabel state={cell.state} cached={cell.cached} />
              <span>{durationText(cell.seconds)}</span>
            </>
          ) : (
            <span>did not run</span>
          )}
        </>
      ) : (
        <>
          <StateLabel state={run.state} />
          <Duration seconds={run.seconds} />
          {run.failure && (
            <span className="min-w-0 truncate text-failed">{run.failure.message || wordOf(run.state)}</span>
          )}
        </>
      )}
    </>
  )
}

/** Where a key leads; null if it leads nowhere. */
export function stepped(key: string, at: Place, columns: number, rows: number): Place | null {
  const column = (to: number) => Math.max(0, Math.min(columns - 1, to))
  const row = (to: number) => Math.max(-1, Math.min(rows - 1, to))
  switch (key) {
    case 'ArrowLeft':
      return { column: column(at.column - 1), row: at.row }
    case 'ArrowRight':
      return { column: column(at.column + 1), row: at.row }
    case 'ArrowUp':
      return { column: column(at.column), row: row(at.row - 1) }
    case 'ArrowDown':
      return { column: column(at.column), row: row(at.row + 1) }
    case 'Home':
      return { column: 0, row: at.row }
    case 'End':
      return { column: column(columns - 1), row: at.row }
    default:
      return null
  }
}
