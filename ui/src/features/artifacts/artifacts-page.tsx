import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { Box } from 'lucide-react'
import { useMemo } from 'react'
import { artifactListOptions, artifactTypesOptions } from '@/api/artifacts'
import { Button } from '@/components/ui/button'
import { FilterChip } from '@/components/ui/chip'
import { EmptyState } from '@/components/ui/empty-state'
import { ErrorState } from '@/components/ui/error-state'
import { ListToolbar } from '@/components/ui/list-toolbar'
import { PageHeader } from '@/components/ui/page-header'
import { SkeletonRows } from '@/components/ui/skeleton'
import { Table } from '@/components/ui/table'
import { useEndless } from '@/lib/endless'
import { usePage } from '@/lib/page'
import { compact } from '@/lib/search-params'
import { typeText } from './artifact-chip'
import { artifactColumns } from './artifact-columns'
import { type ArtifactSearch, readArtifactSearch } from './artifact-search'

const COLUMNS = artifactColumns()

/** All artifacts, by type and name. */
export function ArtifactsPage() {
  usePage('Artifacts')
  const raw: Record<string, unknown> = useSearch({ strict: false })
  const search = useMemo(() => readArtifactSearch(raw), [raw])
  const navigate = useNavigate()
  const types = useQuery(artifactTypesOptions()).data?.items ?? []
  const change = (part: { [K in keyof ArtifactSearch]?: ArtifactSearch[K] | undefined }) =>
    void navigate({ to: '.', search: compact({ ...search, ...part }) as never, replace: 'q' in part })
  return (
    <main className="flex min-h-0 flex-1 flex-col bg-surface">
      <PageHeader title="Artifacts" />
      <ListToolbar label="Search in the artifacts" q={search.q} onSearch={(q) => change({ q })}>
        {types.map(({ type, count }) => (
          <FilterChip
            key={type}
            isOn={search.type === type}
            count={count}
            onToggle={() => change({ type: search.type === type ? undefined : type })}
          >
            {typeText(type)}
          </FilterChip>
        ))}
      </ListToolbar>
      <List search={search} onClear={() => void navigate({ to: '.', search: {} as never })} />
    </main>
  )
}

function List({ search, onClear }: { search: ArtifactSearch; onClear: () => void }) {
  const navigate = useNavigate()
  const { run, ...query } = search
  const list = useInfiniteQuery(artifactListOptions({ ...query, run_id: run }))
  const { rows, more } = useEndless(list)
  if (list.isError)
    return <ErrorState what="load the artifacts" error={list.error} onRetry={() => void list.refetch()} />
  if (list.isPending) return <SkeletonRows rows={12} />
  if (rows.length === 0) {
    const words = [search.type ? `type: ${typeText(search.type)}` : '', search.q ? `search: ${search.q}` : '']
    const filter = words.filter(Boolean).join(' · ')
    return (
      <EmptyState
        title={filter ? 'No artifact matches' : 'No artifacts yet'}
        icon={<Box size={28} aria-hidden />}
        action={filter ? <Button onClick={onClear}>Clear the filter</Button> : undefined}
      >
        {filter ? <em>{filter}</em> : 'Data that tasks publish stand here, each with what made it and what used it.'}
      </EmptyState>
    )
  }
  return (
    <Table
      label="Artifacts"
      isMain
      columns={COLUMNS}
      rows={rows}
      rowKey={(row) => row.id}
      onOpen={(row) => void navigate({ to: `/artifacts/${row.id}` as string })}
      onEnd={more}
    />
  )
}
