import { useQuery } from '@tanstack/react-query'
import { Link, useNavigate, useParams, useSearch } from '@tanstack/react-router'
import { Play } from 'lucide-react'
import { useMemo } from 'react'
import { type ExperimentRow, experimentOptions } from '@/api/experiments'
import { runColumnsOptions } from '@/api/run-lists'
import { buttonClass } from '@/components/ui/button'
import { Chip } from '@/components/ui/chip'
import { ErrorState } from '@/components/ui/error-state'
import { Fact, PageHeader } from '@/components/ui/page-header'
import { SkeletonRows } from '@/components/ui/skeleton'
import { Sparkbars } from '@/components/ui/sparkbars'
import { Time } from '@/components/ui/time'
import { ColumnPicker } from '@/features/runs/column-picker'
import { RunsTable } from '@/features/runs/runs-table'
import { usePage } from '@/lib/page'
import { compact } from '@/lib/search-params'
import { type ExperimentSearch, readExperimentSearch } from './experiment-search'

/** The runs of one experiment. */
export function ExperimentPage() {
  const { id = '' } = useParams({ strict: false })
  const experiment = useQuery(experimentOptions(id))
  usePage(experiment.data?.name ?? 'Experiment', { section: 'Experiments' })
  if (experiment.isError) {
    return (
      <main className="flex-1 bg-surface">
        <ErrorState what="load the experiment" error={experiment.error} onRetry={() => void experiment.refetch()} />
      </main>
    )
  }
  if (experiment.isPending) return <SkeletonRows rows={12} />
  return <Loaded experiment={experiment.data} />
}

function Loaded({ experiment }: { experiment: ExperimentRow }) {
  const raw: Record<string, unknown> = useSearch({ strict: false })
  const search = useMemo(() => readExperimentSearch(raw), [raw])
  const navigate = useNavigate()
  const columns = useQuery(runColumnsOptions({ experiment_id: experiment.id })).data
  const change = (part: { [K in keyof ExperimentSearch]?: ExperimentSearch[K] | undefined }) =>
    void navigate({ to: '.', search: compact({ ...search, ...part }) as never })
  const query = useMemo(
    () => compact({ experiment_id: experiment.id, sort: search.sort ?? '-created_at', column: search.cols }),
    [experiment.id, search],
  )
  return (
    <main className="flex min-h-0 flex-1 flex-col bg-surface">
      <PageHeader
        crumbs={[{ label: 'Experiments', to: '/experiments' }]}
        title={experiment.name}
        state={experiment.storage_state === 'ARCHIVED' ? <Chip>archived</Chip> : undefined}
        actions={
          <>
            {columns && (
              <ColumnPicker
                columns={columns}
                chosen={search.cols ?? []}
                onChange={(cols) => change({ cols: cols.length ? cols : undefined })}
              />
            )}
            <Link to="/runs/new" search={{ experiment: experiment.id }} className={buttonClass({ variant: 'primary' })}>
              <Play size={14} aria-hidden /> New run
            </Link>
          </>
        }
        facts={
          <>
            {experiment.description && (
              <span className="max-w-[64ch] truncate" title={experiment.description}>
                {experiment.description}
              </span>
            )}
            <Sparkbars runs={experiment.last_runs} />
            <Fact name="Created">
              <Time at={experiment.created_at} />
            </Fact>
          </>
        }
      />
      <RunsTable
        query={query}
        onSort={(sort) => change({ sort })}
        filters={[]}
        onClear={() => change({ sort: undefined })}
        hidesExperiment
      />
    </main>
  )
}
