import { useQuery } from '@tanstack/react-query'
import { Link, useNavigate, useParams, useSearch } from '@tanstack/react-router'
import { Play, Upload } from 'lucide-react'
import { useMemo } from 'react'
import { useTopic } from '@/api/live'
import { type PipelineDetail, pipelineOptions, type VersionRow } from '@/api/pipelines'
import { versionDocumentOptions } from '@/api/versions'
import { buttonClass } from '@/components/ui/button'
import { CopyButton } from '@/components/ui/code-block'
import { CodeEditor } from '@/components/ui/code-editor'
import { EmptyState } from '@/components/ui/empty-state'
import { ErrorState } from '@/components/ui/error-state'
import { Fact, PageHeader } from '@/components/ui/page-header'
import { Select } from '@/components/ui/select'
import { SkeletonRows } from '@/components/ui/skeleton'
import { Sparkbars } from '@/components/ui/sparkbars'
import { type Column, Table } from '@/components/ui/table'
import { Tabs } from '@/components/ui/tabs'
import { Duration, Time } from '@/components/ui/time'
import { countText, percentText } from '@/domain/numbers'
import { RunsTable } from '@/features/runs/runs-table'
import { usePage } from '@/lib/page'
import { compact } from '@/lib/search-params'
import { DiffTab } from './diff-tab'
import { GridTab } from './grid-tab'
import { PipelineMenu } from './pipeline-menu'
import { type PipelineSearch, readPipelineSearch } from './pipeline-search'
import { StaticGraph } from './static-graph'

/** One pipeline: the graph of a version, its runs, its versions, its file. */
export function PipelinePage() {
  const { id = '' } = useParams({ strict: false })
  const pipeline = useQuery(pipelineOptions(id))
  const refresh = () => void pipeline.refetch()
  useTopic('runs', { onMessages: refresh, onFollowing: refresh })
  usePage(pipeline.data?.display_name ?? 'Pipeline', { section: 'Pipelines' })
  if (pipeline.isError) {
    return (
      <main className="flex-1 bg-surface">
        <ErrorState what="load the pipeline" error={pipeline.error} onRetry={() => void pipeline.refetch()} />
      </main>
    )
  }
  if (pipeline.isPending) return <SkeletonRows rows={12} />
  return <Loaded pipeline={pipeline.data} />
}

function Loaded({ pipeline }: { pipeline: PipelineDetail }) {
  const raw: Record<string, unknown> = useSearch({ strict: false })
  const search = useMemo(() => readPipelineSearch(raw), [raw])
  const navigate = useNavigate()
  const versions = pipeline.version_list
  const version = versions.find((item) => item.id === search.version) ?? versions[0]
  const tab = search.tab ?? 'graph'
  const change = (part: { [K in keyof PipelineSearch]?: PipelineSearch[K] | undefined }) =>
    void navigate({ to: '.', search: compact({ ...search, ...part }) as never })
  const tabs = [
    { id: 'graph', label: 'Graph' },
    { id: 'grid', label: 'Grid' },
    { id: 'runs', label: 'Runs' },
    { id: 'versions', label: 'Versions', badge: versions.length },
    { id: 'changes', label: 'Changes' },
    { id: 'yaml', label: 'YAML' },
  ] as const
  return (
    <main className="flex min-h-0 flex-1 flex-col bg-surface">
      <PageHeader
        crumbs={[{ label: 'Pipelines', to: '/pipelines' }]}
        title={pipeline.display_name}
        actions={<Actions pipeline={pipeline} version={version} />}
        facts={
          <Facts pipeline={pipeline} version={version} onVersion={(id) => change({ version: id, task: undefined })} />
        }
      />
      <Tabs
        label="Pipeline"
        tabs={tabs}
        value={tab}
        onChange={(next) => change({ tab: next })}
        listClassName="px-6"
        panelClassName="flex min-h-0 flex-1 flex-col"
      >
        {tab === 'runs' && (
          <RunsTable
            query={{ pipeline_id: pipeline.id, sort: search.sort ?? '-created_at' }}
            onSort={(sort) => change({ sort })}
            filters={[]}
            onClear={() => change({ sort: undefined })}
            hidesPipeline
          />
        )}
        {tab !== 'runs' && !version && <NoVersions pipeline={pipeline} />}
        {tab === 'graph' && version && (
          <StaticGraph
            pipeline={pipeline.id}
            version={version.id}
            task={search.task ?? null}
            onTask={(task) => change({ task: task ?? undefined })}
          />
        )}
        {tab === 'grid' && version && <GridTab pipeline={pipeline.id} version={version.id} />}
        {tab === 'changes' && version && (
          <DiffTab
            pipeline={pipeline.id}
            version={version}
            versions={versions}
            against={search.against}
            onAgainst={(id) => change({ against: id })}
            onTask={(task) => change({ tab: 'graph', task })}
          />
        )}
        {tab === 'versions' && version && (
          <Table
            label="Versions"
            columns={VERSION_COLUMNS}
            rows={versions}
            rowKey={(row) => row.id}
            currentKey={version.id}
            onOpen={(row) => change({ version: row.id, tab: 'graph', task: undefined })}
          />
        )}
        {tab === 'yaml' && version && <Document pipeline={pipeline.id} version={version.id} />}
      </Tabs>
    </main>
  )
}

const VERSION_COLUMNS: readonly Column<VersionRow>[] = [
  {
    id: 'name',
    header: 'Version',
    width: 'minmax(160px, 1fr)',
    cell: (row) => <span className="font-medium">{row.display_name}</span>,
  },
  {
    id: 'description',
    header: 'Description',
    width: 'minmax(160px, 2fr)',
    cell: (row) => <span className="text-ink-2">{row.description || '–'}</span>,
  },
  { id: 'runs', header: 'Runs', width: '80px', align: 'end', cell: (row) => row.runs },
  { id: 'created', header: 'Created', width: '120px', align: 'end', cell: (row) => <Time at={row.created_at} /> },
]

function Actions({ pipeline, version }: { pipeline: PipelineDetail; version: VersionRow | undefined }) {
  return (
    <>
      <Link to="/pipelines/upload" search={{ pipeline: pipeline.id } as never} className={buttonClass()}>
        <Upload size={14} aria-hidden /> New version
      </Link>
      {version && (
        <Link
          to="/runs/new"
          search={{ pipeline: pipeline.id, version: version.id }}
          className={buttonClass({ variant: 'primary' })}
        >
          <Play size={14} aria-hidden /> Run
        </Link>
      )}
      <PipelineMenu pipeline={pipeline} version={version} />
    </>
  )
}

interface FactsProps {
  pipeline: PipelineDetail
  version: VersionRow | undefined
  onVersion: (id: string) => void
}

function Facts({ pipeline, version, onVersion }: FactsProps) {
  return (
    <>
      {version && (
        <Select
          aria-label="Version"
          options={pipeline.version_list.map((item) => ({ value: item.id, label: item.display_name }))}
          value={version.id}
          onChange={onVersion}
        />
      )}
      {pipeline.description && (
        <span className="max-w-[48ch] truncate" title={pipeline.description}>
          {pipeline.description}
        </span>
      )}
      <Sparkbars runs={pipeline.last_runs} />
      {pipeline.success_rate !== null && <Fact name="Success">{percentText(pipeline.success_rate, 0)}</Fact>}
      {pipeline.median_seconds !== null && (
        <Fact name="Median time">
          <Duration seconds={pipeline.median_seconds} />
        </Fact>
      )}
      {pipeline.last_run_at && (
        <Fact name="Last run">
          <Time at={pipeline.last_run_at} />
        </Fact>
      )}
    </>
  )
}

function NoVersions({ pipeline }: { pipeline: PipelineDetail }) {
  return (
    <EmptyState
      title="No version yet"
      action={
        <Link to="/pipelines/upload" search={{ pipeline: pipeline.id } as never} className={buttonClass()}>
          Upload a version
        </Link>
      }
    >
      A version is one pipeline file; runs are made from versions.
    </EmptyState>
  )
}

function Document({ pipeline, version }: { pipeline: string; version: string }) {
  const text = useQuery(versionDocumentOptions(pipeline, version))
  if (text.isError) {
    return <ErrorState what="load the file" error={text.error} onRetry={() => void text.refetch()} />
  }
  if (text.isPending) return <SkeletonRows rows={12} />
  return (
    <div className="flex min-h-0 flex-1 flex-col gap-2 p-4">
      <div className="flex items-center gap-1 text-dense text-ink-3">
        <CopyButton text={text.data} label="Copy the file" />
        {countText(text.data.split('\n').length, 'line')}
      </div>
      <CodeEditor
        label="Pipeline file"
        value={text.data}
        language={text.data.trimStart().startsWith('{') ? 'json' : 'yaml'}
        className="min-h-0 flex-1"
      />
    </div>
  )
}
