import { useInfiniteQuery, useQueryClient } from '@tanstack/react-query'
import { Link, useNavigate, useSearch } from '@tanstack/react-router'
import { Upload, Workflow } from 'lucide-react'
import { useMemo } from 'react'
import { keys } from '@/api/keys'
import { useTopic } from '@/api/live'
import { type PipelineRow, pipelineListOptions } from '@/api/pipelines'
import { Button, buttonClass } from '@/components/ui/button'
import { CodeBlock } from '@/components/ui/code-block'
import { EmptyState } from '@/components/ui/empty-state'
import { ErrorState } from '@/components/ui/error-state'
import { ListToolbar } from '@/components/ui/list-toolbar'
import { PageHeader } from '@/components/ui/page-header'
import { SkeletonRows } from '@/components/ui/skeleton'
import { Sparkbars } from '@/components/ui/sparkbars'
import { type Column, Table } from '@/components/ui/table'
import { parseSort, sortText } from '@/components/ui/table-head'
import { Duration, Time } from '@/components/ui/time'
import { percentText } from '@/domain/numbers'
import { useEndless } from '@/lib/endless'
import { usePage } from '@/lib/page'
import { compact } from '@/lib/search-params'
import { type PipelinesSearch, readPipelinesSearch } from './pipeline-search'

const COLUMNS: readonly Column<PipelineRow>[] = [
  {
    id: 'name',
    header: 'Pipeline',
    width: 'minmax(220px, 2fr)',
    isSortable: true,
    cell: (row) => <Name row={row} />,
  },
  { id: 'last', header: 'Last 20 runs', width: '140px', cell: (row) => <Sparkbars runs={row.last_runs} /> },
  {
    id: 'last_run_at',
    header: 'Last run',
    width: '112px',
    align: 'end',
    isSortable: true,
    cell: (row) => <Time at={row.last_run_at} />,
  },
  {
    id: 'success',
    header: 'Success',
    width: '88px',
    align: 'end',
    cell: (row) => (row.success_rate === null ? '–' : percentText(row.success_rate, 0)),
  },
  {
    id: 'median',
    header: 'Median time',
    width: '104px',
    align: 'end',
    cell: (row) => <Duration seconds={row.median_seconds} />,
  },
  { id: 'versions', header: 'Versions', width: '88px', align: 'end', cell: (row) => row.versions },
  {
    id: 'created_at',
    header: 'Created',
    width: '112px',
    align: 'end',
    isSortable: true,
    cell: (row) => <Time at={row.created_at} />,
  },
]

/** All pipelines, with how they fared lately. */
export function PipelinesPage() {
  usePage('Pipelines')
  const raw: Record<string, unknown> = useSearch({ strict: false })
  const search = useMemo(() => readPipelinesSearch(raw), [raw])
  const navigate = useNavigate()
  const change = (part: { [K in keyof PipelinesSearch]?: PipelinesSearch[K] | undefined }) =>
    void navigate({ to: '.', search: compact({ ...search, ...part }) as never, replace: 'q' in part })
  return (
    <main className="flex min-h-0 flex-1 flex-col bg-surface">
      <PageHeader
        title="Pipelines"
        actions={
          <Link to="/pipelines/upload" className={buttonClass({ variant: 'primary' })}>
            <Upload size={14} aria-hidden /> Upload
          </Link>
        }
      />
      <ListToolbar label="Search in the pipelines" q={search.q} onSearch={(q) => change({ q })} />
      <List search={search} onSort={(sort) => change({ sort })} onClear={() => change({ q: undefined })} />
    </main>
  )
}

interface ListProps {
  search: PipelinesSearch
  onSort: (sort: string) => void
  onClear: () => void
}

function List({ search, onSort, onClear }: ListProps) {
  const navigate = useNavigate()
  const client = useQueryClient()
  const refresh = () => void client.invalidateQueries({ queryKey: keys.pipelines.all })
  useTopic('runs', { onMessages: refresh, onFollowing: refresh })
  const sort = search.sort ?? '-created_at'
  const list = useInfiniteQuery(pipelineListOptions(compact({ q: search.q, sort })))
  const { rows, more } = useEndless(list)
  if (list.isError)
    return <ErrorState what="load the pipelines" error={list.error} onRetry={() => void list.refetch()} />
  if (list.isPending) return <SkeletonRows rows={12} />
  if (rows.length === 0) return <NoPipelines q={search.q} onClear={onClear} />
  return (
    <Table
      label="Pipelines"
      isMain
      columns={COLUMNS}
      rows={rows}
      rowKey={(row) => row.id}
      onOpen={(row) => void navigate({ to: '/pipelines/$id', params: { id: row.id } })}
      sort={parseSort(sort)}
      onSort={(next) => onSort(sortText(next))}
      onEnd={more}
    />
  )
}

function Name({ row }: { row: PipelineRow }) {
  return (
    <span className="flex min-w-0 items-baseline gap-2">
      <Link
        to="/pipelines/$id"
        params={{ id: row.id }}
        className="max-w-[60%] shrink-0 truncate rounded-chip font-medium hover:underline"
        title={row.display_name}
      >
        {row.display_name}
      </Link>
      <span className="truncate text-dense text-ink-3" title={row.description}>
        {row.description}
      </span>
    </span>
  )
}

function NoPipelines({ q, onClear }: { q: string | undefined; onClear: () => void }) {
  if (q) {
    return (
      <EmptyState title="No pipeline matches" action={<Button onClick={onClear}>Clear the filter</Button>}>
        <em>{`search: ${q}`}</em>
      </EmptyState>
    )
  }
  return (
    <EmptyState
      title="No pipelines yet"
      icon={<Workflow size={28} aria-hidden />}
      action={
        <Link to="/pipelines/upload" className={buttonClass({ variant: 'primary' })}>
          <Upload size={14} aria-hidden /> Upload a pipeline
        </Link>
      }
    >
      <p className="mb-3">
        A pipeline is a set of tasks and what flows between them. Compile one from Python, then upload the file:
      </p>
      <CodeBlock label="Command" code="penstock compile my_pipeline.py" className="text-left" />
    </EmptyState>
  )
}
