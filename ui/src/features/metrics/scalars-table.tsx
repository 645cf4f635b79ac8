import { Download } from 'lucide-react'
import { useMemo, useState } from 'react'
import type { MetricSeries, ScalarMetric } from '@/api/models'
import { IconButton } from '@/components/ui/button'
import { Input } from '@/components/ui/field'
import { csvText } from '@/domain/csv'
import { summary } from '@/domain/curves'
import { pivots } from '@/domain/metric-pivot'
import { numberText } from '@/domain/numbers'
import { saveText } from '@/lib/download'
import { IterationScalars } from './iteration-scalars'
import { Sparkline } from './sparkline'

interface ScalarsTableProps {
  scalars: readonly ScalarMetric[]
  series: readonly MetricSeries[]
  /** What iterations were given, by the paths of the tasks in them. */
  items?: Readonly<Record<string, string>>
  /** The same metrics of another run, to compare with. */
  overlay?: { name: string; scalars: readonly ScalarMetric[] } | null
}

interface Row extends ScalarMetric {
  curve: MetricSeries | undefined
  other: number | null | undefined
}

const FILTER_FROM = 12

/** The numbers that tasks gave, each with the curve that led to it if there is one. */
export function ScalarsTable({ scalars, series, items = {}, overlay }: ScalarsTableProps) {
  const [filter, setFilter] = useState('')
  const rows = useMemo(() => rowsOf(scalars, series, overlay?.scalars), [scalars, series, overlay])
  const wanted = filter.toLowerCase()
  const found = rows.filter((row) => `${row.metric} ${row.name}`.toLowerCase().includes(wanted))
  const { pivots: loops, alone: shown } = pivots(found)
  const hasCurves = shown.some((row) => row.curve)
  const save = () =>
    saveText(
      'metrics.csv',
      csvText(
        ['task', 'output', 'metric', 'value'],
        rows.map((row) => [row.path.replace(/^root\//, ''), row.output, row.metric, row.value]),
      ),
    )
  return (
    <section aria-label="Metrics" className="rounded-card border border-border bg-surface shadow-card">
      <header className="flex h-10 items-center gap-3 pr-2 pl-4">
        <h3 className="font-semibold">Scalars</h3>
        <span className="text-dense text-ink-3">{rows.length}</span>
        {rows.length >= FILTER_FROM && (
          <Input
            aria-label="Find a metric"
            placeholder="Find a metric"
            value={filter}
            onChange={(event) => setFilter(event.target.value)}
            className="ml-2 max-w-56"
          />
        )}
        <span className="ml-auto">
          <IconButton label="Download as CSV" icon={<Download size={14} />} onClick={save} />
        </span>
      </header>
      {loops.map((pivot) => (
        <IterationScalars key={pivot.rows[0]?.path} pivot={pivot} items={items} />
      ))}
      {shown.length > 0 && (
        <div className="max-h-110 overflow-auto">
          <table className="w-full">
            <thead className="sticky top-0 bg-surface text-left text-dense text-ink-3">
              <tr className="h-8 border-border border-y [&>th]:px-4 [&>th]:font-normal">
                <th scope="col">Metric</th>
                <th scope="col" className="text-right">
                  Value
                </th>
                {overlay && (
                  <th scope="col" className="max-w-40 truncate text-right">
                    {overlay.name}
                  </th>
                )}
                {hasCurves && <th scope="col">Curve</th>}
                <th scope="col">Task</th>
              </tr>
            </thead>
            <tbody>
              {shown.map((row, index) => (
                <tr key={index} className="row-height border-border/60 border-b last:border-0 [&>*]:px-4">
                  <th scope="row" className="max-w-80 truncate text-left font-medium" title={row.metric}>
                    {row.metric}
                  </th>
                  <td className="text-right font-mono text-mono" title={String(row.value)}>
                    {numberText(row.value, 5)}
                  </td>
                  {overlay && <td className="text-right font-mono text-ink-2 text-mono">{numberText(row.other, 5)}</td>}
                  {hasCurves && <td>{row.curve && <Sparkline values={row.curve.values} />}</td>}
                  <td className="max-w-60 truncate text-ink-2" title={row.path}>
                    {row.name}
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </section>
  )
}

/** Scalars, and the last value of each curve that has no scalar of its name. */
function rowsOf(
  scalars: readonly ScalarMetric[],
  series: readonly MetricSeries[],
  others: readonly ScalarMetric[] | undefined,
): Row[] {
  const place = (item: { path: string; metric: string }) => `${item.path}\n${item.metric}`
  const curves = new Map(series.map((item) => [place(item), item]))
  const own = new Set(scalars.map(place))
  const other = (item: ScalarMetric) =>
    others?.find((found) => found.metric === item.metric && found.path === item.path && found.output === item.output)
      ?.value
  const ends = series
    .filter((item) => !own.has(place(item)))
    .map((item) => ({
      path: item.path,
      name: item.task,
      output: item.output,
      metric: item.metric,
      value: summary(item.values).last,
      live: item.live,
    }))
  return [...scalars, ...ends].map((item) => ({ ...item, curve: curves.get(place(item)), other: other(item) }))
}
