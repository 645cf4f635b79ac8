import type { ReactNode } from 'react'
import type { ComparedColumn } from '@/api/models'
import { EmptyState } from '@/components/ui/empty-state'
import { Checkbox } from '@/components/ui/field'
import { isBetterLower } from '@/domain/curves'
import { deltaText, numberText } from '@/domain/numbers'
import { bestKeys, delta, isSame, valueText } from '@/domain/values'
import { SeriesMark } from '@/features/metrics/series-mark'
import { cx } from '@/lib/class-names'
import type { ShownRun } from './shown-run'

interface ValueTableProps {
  /** What the rows are: "parameter", "metric". */
  what: string
  columns: readonly ComparedColumn[]
  runs: readonly ShownRun[]
  onlyDifferences: boolean
  onOnlyDifferences: (only: boolean) => void
  /** Mark the best number of each row. */
  hasBest?: boolean
}

/** Values by name and run: what differs first, numbers with their change from the baseline. */
export function ValueTable(props: ValueTableProps) {
  const { what, columns, runs, onlyDifferences, onOnlyDifferences, hasBest } = props
  const sorted = [...columns].sort((a, b) => Number(b.differs) - Number(a.differs) || a.name.localeCompare(b.name))
  const shown = onlyDifferences ? sorted.filter((column) => column.differs) : sorted
  const base = runs.find((run) => run.isBase)
  return (
    <div className="flex min-h-0 flex-1 flex-col gap-2 p-4">
      <Checkbox checked={onlyDifferences} onChange={(event) => onOnlyDifferences(event.target.checked)}>
        {`Only differences (${columns.filter((column) => column.differs).length} of ${columns.length})`}
      </Checkbox>
      {shown.length === 0 ? (
        <EmptyState title={columns.length ? `No ${what} differs` : `No ${what} in these runs`} />
      ) : (
        <section
          aria-label={`Each ${what} by run`}
          // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls is reached by keyboard
          tabIndex={0}
          className="min-h-0 overflow-auto rounded-card border border-border"
        >
          <table className="min-w-full border-separate border-spacing-0">
            <thead>
              <tr>
                <HeadCell>{what}</HeadCell>
                {runs.map(({ run, color }) => (
                  <HeadCell key={run.id} isEnd>
                    <span className="inline-flex max-w-44 items-center gap-1.5" title={run.name}>
                      <SeriesMark index={color} />
                      <span className="truncate">{run.name}</span>
                    </span>
                  </HeadCell>
                ))}
              </tr>
            </thead>
            <tbody>
              {shown.map((column) => (
                <ValueRow
                  key={column.name}
                  column={column}
                  runs={runs}
                  base={base?.run.id}
                  hasBest={hasBest ?? false}
                />
              ))}
            </tbody>
          </table>
        </section>
      )}
    </div>
  )
}

function HeadCell({ children, isEnd }: { children: ReactNode; isEnd?: boolean }) {
  return (
    <th
      scope="col"
      className={cx(
        'sticky top-0 h-9 border-border border-b bg-surface px-3 font-medium text-dense text-ink-2 first-letter:uppercase',
        isEnd ? 'text-right' : 'left-0 z-10 text-left',
      )}
    >
      {children}
    </th>
  )
}

interface ValueRowProps {
  column: ComparedColumn
  runs: readonly ShownRun[]
  base: string | undefined
  hasBest: boolean
}

function ValueRow({ column, runs, base, hasBest }: ValueRowProps) {
  const best = hasBest ? bestKeys(column.values, isBetterLower(column.name)) : new Set<string>()
  const origin = base === undefined ? undefined : column.values[base]
  return (
    <tr className="[&>*]:border-border/60 [&>*]:border-b">
      <th
        scope="row"
        title={column.name}
        className="sticky left-0 max-w-72 truncate bg-surface px-3 text-left font-medium"
      >
        {column.name}
      </th>
      {runs.map(({ run, isBase }) => {
        const value = column.values[run.id]
        const change = isBase ? null : delta(value, origin)
        const text = typeof value === 'number' ? numberText(value, 6) : valueText(value)
        return (
          <td
            key={run.id}
            title={text}
            className={cx(
              'h-8 max-w-52 truncate px-3 text-right font-mono text-mono',
              best.has(run.id) && 'font-bold',
              !isBase && origin !== undefined && !isSame(value, origin) && 'bg-accent-soft/40',
            )}
          >
            {best.has(run.id) && <span className="sr-only">best: </span>}
            {text}
            {change !== null && change !== 0 && <span className="ml-2 text-ink-3">{deltaText(change)}</span>}
          </td>
        )
      })}
    </tr>
  )
}
