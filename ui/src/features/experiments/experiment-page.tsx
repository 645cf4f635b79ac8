import { useQuery } from '@tanstack/react-query'
import { Link, useNavigate, useParams, useSearch } from '@tanstack/react-router'
import { Play } from 'lucide-react'
import { useMemo } from 'react'
import { type ExperimentRow, experimentOptions } from '@/api/experiments'
import { useTopic } from '@/api/live'
import { buttonClass } from '@/components/ui/button'
import { Chip } from '@/components/ui/chip'
import { ErrorState } from '@/components/ui/error-state'
import { Fact, PageHeader } from '@/components/ui/page-header'
import { SkeletonRows } from '@/components/ui/skeleton'
import { Sparkbars } from '@/components/ui/sparkbars'
import { Time } from '@/components/ui/time'
import { type RunSearch, readRunSearch } from '@/features/runs/run-search'
import { RunsExplorer } from '@/features/runs/runs-explorer'
import { usePage } from '@/lib/page'
import { compact } from '@/lib/search-params'
import { ExperimentMenu } from './experiment-menu'

/** The runs of one experiment. */
export function ExperimentPage() {
  const { id = '' } = useParams({ strict: false })
  const experiment = useQuery(experimentOptions(id))
  const refresh = () => void experiment.refetch()
  useTopic('runs', { onMessages: refresh, onFollowing: refresh })
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
  const isArchived = experiment.storage_state === 'ARCHIVED'
  const search = useMemo(() => {
    const found = readRunSearch(raw)
    return isArchived ? { ...found, archived: true as const } : found // its runs went with it
  }, [raw, isArchived])
  const navigate = useNavigate()
  const change = (part: { [K in keyof RunSearch]?: RunSearch[K] | undefined }) =>
    void navigate({ to: '.', search: compact({ ...search, ...part }) as never, replace: 'q' in part })
  return (
    <main className="flex min-h-0 flex-1 flex-col bg-surface">
      <PageHeader
        crumbs={[{ label: 'Experiments', to: '/experiments' }]}
        title={experiment.name}
        state={isArchived ? <Chip>archived</Chip> : undefined}
        actions={
          <>
            <Link to="/runs/new" search={{ experiment: experiment.id }} className={buttonClass({ variant: 'primary' })}>
              <Play size={14} aria-hidden /> New run
            </Link>
            <ExperimentMenu experiment={experiment} />
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
      <RunsExplorer search={search} onChange={change} experiment={experiment.id} />
    </main>
  )
}
