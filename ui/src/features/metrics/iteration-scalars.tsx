import { Link } from '@tanstack/react-router'
import type { ScalarMetric } from '@/api/models'
import type { Pivot } from '@/domain/metric-pivot'
import { deltaText, numberText } from '@/domain/numbers'
import { cx } from '@/lib/class-names'

interface IterationScalarsProps {
  pivot: Pivot<ScalarMetric & { other: number | null | undefined }>
  /** What iterations were given, by the paths of the tasks in them. */
  items: Readonly<Record<string, string>>
}

/** What the iterations of a loop measured, side by side; the best of each metric stands out. */
export function IterationScalars({ pivot, items }: IterationScalarsProps) {
  const { name, metrics, rows, best } = pivot
  return (
    <div className="relative max-h-110 overflow-auto">
      <table className="w-full">
        <caption className="sr-only">{`Metrics of the iterations of ${name}`}</caption>
        <thead className="sticky top-0 bg-surface text-left text-dense text-ink-3">
          <tr className="h-8 border-border border-y [&>th]:px-4 [&>th]:font-normal">
            <th scope="col">Task</th>
            {metrics.map((metric) => (
              <th key={metric} scope="col" className="max-w-60 truncate text-right" title={metric}>
                {metric}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={row.path} className="row-height border-border/60 border-b last:border-0 [&>*]:px-4">
              <th scope="row" className="whitespace-nowrap text-left font-medium">
                <Link
                  to="."
                  search={((before: Record<string, unknown>) => ({ ...before, task: row.path })) as never}
                  className="rounded-chip hover:underline"
                >
                  {`${name} #${row.number}`}
                </Link>{' '}
                {items[row.path] && <span className="ml-2 font-normal text-dense text-ink-3">{items[row.path]}</span>}
              </th>
              {metrics.map((metric) => {
                const item = row.values.get(metric)
                const isBest = item !== undefined && item.value === best.get(metric)
                return (
                  <td
                    key={metric}
                    title={item ? String(item.value) : undefined}
                    className={cx('text-right font-mono text-mono', isBest && 'font-bold text-succeeded')}
                  >
                    {isBest && <span className="sr-only">best: </span>}
                    {item ? numberText(item.value, 5) : ''}
                    <Change value={item?.value} other={item?.other} />
                  </td>
                )
              })}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}

/** The change against the run that is laid over. */
function Change({ value, other }: { value: number | null | undefined; other: number | null | undefined }) {
  if (typeof value !== 'number' || typeof other !== 'number' || value === other) return null
  return <span className="ml-1.5 font-normal text-ink-3">{deltaText(value - other)}</span>
}
