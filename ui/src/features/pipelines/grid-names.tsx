import { ChevronDown, ChevronRight } from 'lucide-react'
import { useMemo } from 'react'
import type { RunRow } from '@/api/models'
import { durationText } from '@/domain/durations'
import { factsOf, type GridCell, type GridRow, type RowFacts } from '@/domain/grid'
import { cx } from '@/lib/class-names'
import { HEAD, NAMES, ROW } from './grid-frame'

interface GridNamesProps {
  rows: readonly GridRow[]
  runs: readonly RunRow[]
  cells: Readonly<Record<string, Readonly<Record<string, GridCell>>>>
  closed: ReadonlySet<string>
  onFold: (node: string) => void
  shown: { from: number; to: number }
  current: number | null
}

/** What each row is, how often it fails, and how long it takes. */
export function GridNames({ rows, runs, cells, closed, onFold, shown, current }: GridNamesProps) {
  const ids = useMemo(() => runs.map((run) => run.id), [runs])
  const names = useMemo(() => new Map(runs.map((run) => [run.id, run.name])), [runs])
  const facts = useMemo(() => rows.map((row) => factsOf(row, ids, cells)), [rows, ids, cells])
  return (
    <div style={{ width: NAMES }} className="absolute inset-y-0 left-0">
      <div
        style={{ height: HEAD }}
        className="sticky top-0 z-10 grid grid-cols-[1fr_72px_80px] items-end gap-2 bg-surface pr-4 pb-2 pl-6 text-dense text-ink-3"
      >
        <span>Task</span>
        <span className="text-right">Failed</span>
        <span className="text-right">Median</span>
      </div>
      {rows.slice(shown.from, shown.to).map((row, index) => {
        const at = shown.from + index
        const own = facts[at]
        const Arrow = closed.has(row.node) ? ChevronRight : ChevronDown
        return (
          <div
            key={row.node}
            style={{ top: HEAD + at * ROW, height: ROW }}
            className={cx(
              'absolute inset-x-0 grid grid-cols-[1fr_72px_80px] items-center gap-2 pr-4 pl-6',
              current === at && 'bg-hover',
            )}
          >
            <span
              style={{ paddingLeft: row.depth * 16 + (row.isGroup ? 0 : 18) }}
              className="flex min-w-0 items-center gap-1"
              title={row.node}
            >
              {row.isGroup && (
                <button
                  type="button"
                  aria-label={closed.has(row.node) ? `Open ${row.name}` : `Close ${row.name}`}
                  aria-expanded={!closed.has(row.node)}
                  onClick={() => onFold(row.node)}
                  className="-ml-1 rounded-chip p-0.5 text-ink-3 hover:bg-hover hover:text-ink"
                >
                  <Arrow size={14} />
                </button>
              )}
              <span className={cx('truncate', row.isGroup && 'font-medium')}>{row.name}</span>
            </span>
            {own && <Facts facts={own} since={names.get(own.failsSince ?? '')} />}
          </div>
        )
      })}
    </div>
  )
}

function Facts({ facts, since }: { facts: RowFacts; since: string | undefined }) {
  const title = since ? `Fails since ${since}` : undefined
  return (
    <>
      <span
        title={title}
        className={cx('text-right text-dense', facts.failed ? 'font-medium text-failed' : 'text-ink-3')}
      >
        {facts.ended ? `${facts.failed} of ${facts.ended}` : '–'}
      </span>
      <span className="text-right text-dense text-ink-2">{durationText(facts.medianSeconds)}</span>
    </>
  )
}
