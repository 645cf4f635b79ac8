import { useNavigate, useSearch } from '@tanstack/react-router'
import { useMemo } from 'react'
import { PageHeader } from '@/components/ui/page-header'
import { parseFilter } from '@/domain/run-filter'
import { useNow } from '@/lib/now'
import { usePage } from '@/lib/page'
import { compact } from '@/lib/search-params'
import { FilterBar } from './filter-bar'
import { filterWords, type RunSearch, readRunSearch, runQuery } from './run-search'
import { RunsTable } from './runs-table'

const MINUTE = 60_000

/** All runs; what is filtered, sorted and shown stands in the address. */
export function RunsPage() {
  usePage('Runs')
  const raw: Record<string, unknown> = useSearch({ strict: false })
  const search = useMemo(() => readRunSearch(raw), [raw])
  const navigate = useNavigate()
  const filter = useMemo(() => parseFilter(search.where ?? ''), [search.where])
  const minute = Math.floor(useNow(search.since !== undefined) / MINUTE) * MINUTE
  const query = useMemo(() => runQuery(search, filter.terms, minute), [search, filter, minute])
  const change = (part: { [K in keyof RunSearch]?: RunSearch[K] | undefined }) =>
    void navigate({ to: '.', search: compact({ ...search, ...part }) as never, replace: 'q' in part })
  return (
    <main className="flex min-h-0 flex-1 flex-col bg-surface">
      <PageHeader title="Runs" />
      <FilterBar search={search} onChange={change} />
      <RunsTable
        query={query}
        isEnabled={filter.problem === null}
        onSort={(sort) => change({ sort })}
        filters={filterWords(search)}
        onClear={() => void navigate({ to: '.', search: compact({ sort: search.sort, cols: search.cols }) as never })}
      />
    </main>
  )
}
