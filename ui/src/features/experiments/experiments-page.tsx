import { useInfiniteQuery, useQueryClient } from '@tanstack/react-query'
import { Link, useNavigate, useSearch } from '@tanstack/react-router'
import { FlaskConical, Plus } from 'lucide-react'
import { useMemo, useState } from 'react'
import { type ExperimentRow, experimentListOptions } from '@/api/experiments'
import { keys } from '@/api/keys'
import { useTopic } from '@/api/live'
import { Button } from '@/components/ui/button'
import { FilterChip } from '@/components/ui/chip'
import { CodeBlock } from '@/components/ui/code-block'
import { EmptyState } from '@/components/ui/empty-state'
import { ErrorState } from '@/components/ui/error-state'
import { ListToolbar } from '@/components/ui/list-toolbar'
import { PageHeader } from '@/components/ui/page-header'
import { SkeletonRows } from '@/components/ui/skeleton'
import { Sparkbars } from '@/components/ui/sparkbars'
import { type Column, Table } from '@/components/ui/table'
import { parseSort, sortText } from '@/components/ui/table-head'
import { Time } from '@/components/ui/time'
import { useEndless } from '@/lib/endless'
import { usePage } from '@/lib/page'
import { compact } from '@/lib/search-params'
import { type ExperimentsSearch, readExperimentsSearch } from './experiment-search'
import { NewExperiment } from './new-experiment'

const COLUMNS: readonly Column<ExperimentRow>[] = [
  {
    id: 'name',
    header: 'Experiment',
    width: 'minmax(220px, 2fr)',
    isSortable: true,
    cell: (row) => (
      <span className="flex min-w-0 items-baseline gap-2">
        <Link
          to="/experiments/$id"
          params={{ id: row.id }}
          className="max-w-[60%] shrink-0 truncate rounded-chip font-medium hover:underline"
          title={row.name}
        >
          {row.name}
        </Link>
        <span className="truncate text-dense text-ink-3" title={row.description}>
          {row.description}
        </span>
      </span>
    ),
  },
  { id: 'last', header: 'Last 20 runs', width: '140px', cell: (row) => <Sparkbars runs={row.last_runs} /> },
  { id: 'runs', header: 'Runs', width: '80px', align: 'end', cell: (row) => row.runs },
  {
    id: 'last_run_at',
    header: 'Last run',
    width: '120px',
    align: 'end',
    isSortable: true,
    cell: (row) => <Time at={row.last_run_at} />,
  },
  {
    id: 'created_at',
    header: 'Created',
    width: '120px',
    align: 'end',
    isSortable: true,
    cell: (row) => <Time at={row.created_at} />,
  },
]

/** All experiments, with how their runs fared lately. */
export function ExperimentsPage() {
  usePage('Experiments')
  const raw: Record<string, unknown> = useSearch({ strict: false })
  const search = useMemo(() => readExperimentsSearch(raw), [raw])
  const navigate = useNavigate()
  const [isCreating, setCreating] = useState(false)
  const change = (part: { [K in keyof ExperimentsSearch]?: ExperimentsSearch[K] | undefined }) =>
    void navigate({ to: '.', search: compact({ ...search, ...part }) as never, replace: 'q' in part })
  return (
    <main className="flex min-h-0 flex-1 flex-col bg-surface">
      <PageHeader
        title="Experiments"
        actions={
          <Button onClick={() => setCreating(true)}>
            <Plus size={14} aria-hidden /> New experiment
          </Button>
        }
      />
      <ListToolbar label="Search in the experiments" q={search.q} onSearch={(q) => change({ q })}>
        <FilterChip
          isOn={search.archived === true}
          onToggle={() => change({ archived: search.archived ? undefined : true })}
        >
          Archived
        </FilterChip>
      </ListToolbar>
      <List
        search={search}
        onSort={(sort) => change({ sort })}
        onClear={() => change({ q: undefined, archived: undefined })}
      />
      {isCreating && (
        <NewExperiment
          onClose={() => setCreating(false)}
          onMade={(made) => void navigate({ to: '/experiments/$id', params: { id: made.id } })}
        />
      )}
    </main>
  )
}

interface ListProps {
  search: ExperimentsSearch
  onSort: (sort: string) => void
  onClear: () => void
}

function List({ search, onSort, onClear }: ListProps) {
  const navigate = useNavigate()
  const client = useQueryClient()
  const refresh = () => void client.invalidateQueries({ queryKey: keys.experiments.all })
  useTopic('runs', { onMessages: refresh, onFollowing: refresh })
  const sort = search.sort ?? '-created_at'
  const list = useInfiniteQuery(experimentListOptions({ ...search, sort }))
  const { rows, more } = useEndless(list)
  if (list.isError)
    return <ErrorState what="load the experiments" error={list.error} onRetry={() => void list.refetch()} />
  if (list.isPending) return <SkeletonRows rows={12} />
  if (rows.length === 0) {
    const words = [search.q ? `search: ${search.q}` : '', search.archived ? 'archived' : ''].filter(Boolean)
    return words.length > 0 ? (
      <EmptyState title="No experiment matches" action={<Button onClick={onClear}>Clear the filter</Button>}>
        <em>{words.join(' · ')}</em>
      </EmptyState>
    ) : (
      <EmptyState title="No experiments yet" icon={<FlaskConical size={28} aria-hidden />}>
        <p className="mb-3">An experiment holds runs that belong together. A run makes its own when it names one:</p>
        <CodeBlock
          label="Command"
          code="penstock run my_pipeline.py --experiment my-experiment"
          className="text-left"
        />
      </EmptyState>
    )
  }
  return (
    <Table
      label="Experiments"
      isMain
      columns={COLUMNS}
      rows={rows}
      rowKey={(row) => row.id}
      onOpen={(row) => void navigate({ to: '/experiments/$id', params: { id: row.id } })}
      sort={parseSort(sort)}
      onSort={(next) => onSort(sortText(next))}
      onEnd={more}
    />
  )
}
