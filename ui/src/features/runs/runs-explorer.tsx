import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { lazy, Suspense, useMemo } from 'react'
import { experimentChoicesOptions } from '@/api/experiments'
import { runListOptions } from '@/api/run-lists'
import { Skeleton } from '@/components/ui/skeleton'
import { parseFilter } from '@/domain/run-filter'
import { useEndless } from '@/lib/endless'
import { useNow } from '@/lib/now'
import { FilterBar } from './filter-bar'
import { filterWords, type RunSearch, runQuery } from './run-search'
import { RunsTable } from './runs-table'

const RunsCharts = lazy(() => import('./runs-charts').then((module) => ({ default: module.RunsCharts })))

const MINUTE = 60_000

interface RunsExplorerProps {
  search: RunSearch
  onChange: (change: { [K in keyof RunSearch]?: RunSearch[K] | undefined }) => void
  /** The experiment that the page is about: its runs only, and nobody needs to choose it. */
  experiment?: string
}

/** Runs with everything that finds, sorts and shows them; what is chosen stands in the address. */
export function RunsExplorer({ search, onChange, experiment }: RunsExplorerProps) {
  const filter = useMemo(() => parseFilter(search.where ?? ''), [search.where])
  const minute = Math.floor(useNow(search.since !== undefined) / MINUTE) * MINUTE
  const query = useMemo(
    () => runQuery(experiment ? { ...search, experiment } : search, filter.terms, minute),
    [search, experiment, filter, minute],
  )
  const isEnabled = filter.problem === null
  const { rows } = useEndless(useInfiniteQuery({ ...runListOptions(query), enabled: isEnabled }))
  const experiments = useQuery({ ...experimentChoicesOptions(), enabled: search.experiment !== undefined }).data?.items
  const name = experiments?.find((item) => item.id === search.experiment)?.name
  return (
    <>
      <FilterBar search={search} rows={rows} onChange={onChange} experiment={experiment} />
      {search.view === 'chart' && rows.length > 0 && (
        <Suspense fallback={<Skeleton className="m-4 h-72 shrink-0" />}>
          <RunsCharts rows={rows} search={search} onChange={onChange} />
        </Suspense>
      )}
      <RunsTable
        query={query}
        isEnabled={isEnabled}
        onSort={(sort) => onChange({ sort })}
        filters={filterWords(search, name)}
        onClear={() => onChange(NO_FILTERS)}
        hidesExperiment={experiment !== undefined}
      />
    </>
  )
}

const NO_FILTERS = {
  q: undefined,
  where: undefined,
  state: undefined,
  pipeline: undefined,
  experiment: undefined,
  tag: undefined,
  since: undefined,
  archived: undefined,
}
