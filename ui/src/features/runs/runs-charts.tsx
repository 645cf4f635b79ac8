import { useQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import { comparisonOptions } from '@/api/metrics'
import type { RunRow } from '@/api/models'
import { ErrorState } from '@/components/ui/error-state'
import { Skeleton } from '@/components/ui/skeleton'
import { ChartsTab } from '@/features/compare/charts-tab'
import type { RunSearch } from './run-search'

/** As many runs can be put side by side. */
const MOST = 50

interface RunsChartsProps {
  rows: readonly RunRow[]
  search: RunSearch
  onChange: (change: { [K in keyof RunSearch]?: RunSearch[K] | undefined }) => void
}

/** The listed runs over their parameters and metrics: the first fifty, in the order of the list. */
export function RunsCharts({ rows, search, onChange }: RunsChartsProps) {
  const ids = useMemo(() => rows.slice(0, MOST).map((run) => run.id), [rows])
  const comparison = useQuery(comparisonOptions(ids))
  const runs = useMemo(
    () => (comparison.data?.runs ?? []).map((run, color) => ({ run, color, isHidden: false, isBase: false })),
    [comparison.data],
  )
  if (comparison.isError) {
    return <ErrorState what="draw the runs" error={comparison.error} onRetry={() => void comparison.refetch()} />
  }
  if (!comparison.data) return <Skeleton className="m-4 h-72" />
  return (
    <section aria-label="Charts" className="flex h-[46vh] min-h-0 shrink-0 flex-col border-border border-b">
      {rows.length > MOST && (
        <p className="bg-canvas px-4 pt-3 text-dense text-ink-3">{`The first ${MOST} of the list are drawn.`}</p>
      )}
      <ChartsTab
        comparison={comparison.data}
        runs={runs}
        chosen={{ axes: search.axes, x: search.x, y: search.y }}
        onChoose={onChange}
      />
    </section>
  )
}
