import { ArrowLeftRight } from 'lucide-react'
import type { ReactNode } from 'react'
import { Button } from '@/components/ui/button'
import { EmptyState } from '@/components/ui/empty-state'
import { Checkbox } from '@/components/ui/field'
import { differsIn, type NamedValues } from '@/domain/compared'
import { isBetterLower } from '@/domain/curves'
import { deltaText, numberText } from '@/domain/numbers'
import { bestKeys, delta, isSame, type JsonLike, valueText } from '@/domain/values'
import { SeriesMark } from '@/features/metrics/series-mark'
import { cx } from '@/lib/class-names'
import type { ShownRun } from './shown-run'

/** A parameter or a metric: what it is called where that is not its name, and of what it is. */
export interface ValueLine extends NamedValues {
  metric?: string
  detail?: string
}

/** How a table of values is looked at; it stands in the address. */
export interface TableView {
  onlyDifferences: boolean
  onOnlyDifferences: (only: boolean) => void
  /** Runs as rows. */
  isFlipped: boolean
  onFlip: (isFlipped: boolean) => void
}

interface ValueTableProps extends TableView {
  /** What the lines are: "parameter", "metric". */
  what: string
  lines: readonly ValueLine[]
  runs: readonly ShownRun[]
  /** Mark the best number of each line. */
  hasBest?: boolean
  /** More that chooses lines. */
  children?: ReactNode
}

/** Values by name and run, either way round: what differs first, numbers with their change from the baseline. */
export function ValueTable(props: ValueTableProps) {
  const { what, lines, runs, onlyDifferences, onOnlyDifferences, isFlipped, onFlip, hasBest, children } = props
  const ids = runs.map(({ run }) => run.id)
  const differing = new Set(lines.filter((line) => differsIn(line.values, ids)))
  const sorted = [...lines].sort((a, b) => Number(differing.has(b)) - Number(differing.has(a)))
  const shown = onlyDifferences ? sorted.filter((line) => differing.has(line)) : sorted
  const base = runs.find((run) => run.isBase)?.run.id
  const Body = isFlipped ? RunRows : LineRows
  return (
    <div className="flex min-h-0 flex-1 flex-col gap-2 p-4">
      <div className="flex flex-wrap items-center gap-x-5 gap-y-2">
        <Checkbox checked={onlyDifferences} onChange={(event) => onOnlyDifferences(event.target.checked)}>
          {`Only differences (${differing.size} of ${lines.length})`}
        </Checkbox>
        {children}
        <Button size="small" className="ml-auto" aria-pressed={isFlipped} onClick={() => onFlip(!isFlipped)}>
          <ArrowLeftRight size={13} aria-hidden /> {isFlipped ? 'Runs as columns' : 'Runs as rows'}
        </Button>
      </div>
      {shown.length === 0 ? (
        <EmptyState title={lines.length ? `No ${what} differs` : `No ${what} in these runs`} />
      ) : (
        <section
          aria-label={`Each ${what} by run`}
          // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls is reached by keyboard
          tabIndex={0}
          className="min-h-0 overflow-auto rounded-card border border-border"
        >
          <table className="min-w-full border-separate border-spacing-0">
            <Body what={what} lines={shown} runs={runs} base={base} hasBest={hasBest ?? false} />
          </table>
        </section>
      )}
    </div>
  )
}

interface BodyProps {
  what: string
  lines: readonly ValueLine[]
  runs: readonly ShownRun[]
  base: string | undefined
  hasBest: boolean
}

/** A row for each parameter or metric, a column for each run. */
function LineRows({ what, lines, runs, base, hasBest }: BodyProps) {
  return (
    <>
      <thead>
        <tr>
          <HeadCell>{what}</HeadCell>
          {runs.map((shown) => (
            <HeadCell key={shown.run.id} isEnd>
              <RunLabel shown={shown} />
            </HeadCell>
          ))}
        </tr>
      </thead>
      <tbody>
        {lines.map((line) => {
          const best = bestOf(line, hasBest)
          return (
            <tr key={line.name} className="[&>*]:border-border/60 [&>*]:border-b">
              <RowHead title={line.name}>
                <LineLabel line={line} />
              </RowHead>
              {runs.map(({ run, isBase }) => (
                <ValueCell key={run.id} line={line} run={run.id} base={isBase ? undefined : base} best={best} />
              ))}
            </tr>
          )
        })}
      </tbody>
    </>
  )
}

/** The same with a row for each run. */
function RunRows({ lines, runs, base, hasBest }: BodyProps) {
  const best = new Map(lines.map((line) => [line.name, bestOf(line, hasBest)]))
  return (
    <>
      <thead>
        <tr>
          <HeadCell>run</HeadCell>
          {lines.map((line) => (
            <HeadCell key={line.name} isEnd isPlain>
              <span className="inline-block max-w-52 truncate align-middle" title={line.name}>
                <LineLabel line={line} />
              </span>
            </HeadCell>
          ))}
        </tr>
      </thead>
      <tbody>
        {runs.map((shown) => (
          <tr key={shown.run.id} className="[&>*]:border-border/60 [&>*]:border-b">
            <RowHead title={shown.run.name}>
              <RunLabel shown={shown} />
            </RowHead>
            {lines.map((line) => (
              <ValueCell
                key={line.name}
                line={line}
                run={shown.run.id}
                base={shown.isBase ? undefined : base}
                best={best.get(line.name) ?? new Set()}
              />
            ))}
          </tr>
        ))}
      </tbody>
    </>
  )
}

function bestOf(line: ValueLine, hasBest: boolean): Set<string> {
  return hasBest ? bestKeys(line.values, isBetterLower(line.metric ?? line.name)) : new Set()
}

function LineLabel({ line }: { line: ValueLine }) {
  return (
    <>
      {`${line.metric ?? line.name} `}
      {line.detail && <span className="ml-2 font-normal text-dense text-ink-3">{line.detail}</span>}
    </>
  )
}

function RunLabel({ shown }: { shown: ShownRun }) {
  return (
    <span className="inline-flex max-w-44 items-center gap-1.5" title={shown.run.name}>
      <SeriesMark index={shown.color} />
      <span className="truncate">{shown.run.name}</span>
    </span>
  )
}

interface HeadCellProps {
  children: ReactNode
  isEnd?: boolean
  /** As it is written: names of parameters begin as they begin. */
  isPlain?: boolean
}

function HeadCell({ children, isEnd, isPlain }: HeadCellProps) {
  return (
    <th
      scope="col"
      className={cx(
        'sticky top-0 h-9 border-border border-b bg-surface px-3 font-medium text-dense text-ink-2',
        !isPlain && 'first-letter:uppercase',
        isEnd ? 'text-right' : 'left-0 z-10 text-left',
      )}
    >
      {children}
    </th>
  )
}

function RowHead({ title, children }: { title: string; children: ReactNode }) {
  return (
    <th
      scope="row"
      title={title}
      className="sticky left-0 max-w-40 truncate bg-surface px-3 text-left font-medium md:max-w-96"
    >
      {children}
    </th>
  )
}

interface ValueCellProps {
  line: ValueLine
  run: string
  /** The run that it is measured against. */
  base: string | undefined
  best: ReadonlySet<string>
}

function ValueCell({ line, run, base, best }: ValueCellProps) {
  const value: JsonLike | undefined = line.values[run]
  const origin = base === undefined ? undefined : line.values[base]
  const change = delta(value, origin)
  const text = typeof value === 'number' ? numberText(value, 6) : valueText(value)
  return (
    <td
      title={text}
      className={cx(
        'h-8 max-w-52 truncate px-3 text-right font-mono text-mono',
        best.has(run) && 'font-bold',
        base !== undefined && !isSame(value, origin) && 'bg-accent-soft/40',
      )}
    >
      {best.has(run) && <span className="sr-only">best: </span>}
      {text}
      {change !== null && change !== 0 && <span className="ml-2 text-ink-3">{deltaText(change)}</span>}
    </td>
  )
}
