import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useNavigate, useParams, useSearch } from '@tanstack/react-router'
import { useEffect, useMemo } from 'react'
import { runArtifactsOptions } from '@/api/artifacts'
import { firstGraphOptions, type RunDetail, type RunTasks } from '@/api/run'
import { ErrorState } from '@/components/ui/error-state'
import { Skeleton } from '@/components/ui/skeleton'
import { Splitter } from '@/components/ui/splitter'
import { Tabs } from '@/components/ui/tabs'
import { isLeaf } from '@/domain/run-tasks'
import { toneOf } from '@/domain/states'
import { RunArtifacts } from '@/features/artifacts/run-artifacts'
import { RunMetrics } from '@/features/metrics/run-metrics'
import { usePage } from '@/lib/page'
import { compact } from '@/lib/search-params'
import { Announcement } from './announcement'
import { DetailsTab } from './details-tab'
import { FailureStrip } from './failure-strip'
import { GraphTab } from './graph-tab'
import { LogsTab } from './logs-tab'
import { RunHeader } from './run-header'
import { type ChangeSearch, type RunPageSearch, readRunPageSearch } from './run-search'
import { TaskPanel } from './task-panel'
import { TasksTab } from './tasks-tab'
import { TimelineTab } from './timeline-tab'
import { useRun } from './use-run'

/** One run: what it does, what it did, and why. */
export function RunPage() {
  const { rid } = useParams({ strict: false }) as { rid: string }
  const { tasks, detail } = useRun(rid)
  useGraphAhead(rid)
  usePage(tasks.data?.run.name ?? 'Run', {
    section: 'Runs',
    ...(tasks.data ? { tone: toneOf(tasks.data.run.state) } : {}),
  })
  const error = tasks.error ?? detail.error
  if (error && !(tasks.data && detail.data)) {
    return (
      <ErrorState what="load the run" error={error} onRetry={() => void tasks.refetch().then(() => detail.refetch())} />
    )
  }
  if (!tasks.data || !detail.data) return <Skeleton className="m-6 h-24" />
  return <Loaded key={rid} tasks={tasks.data} detail={detail.data} />
}

/** Ask for the graph beside the tasks, not after them: both of a large run take long to come. */
function useGraphAhead(id: string): void {
  const client = useQueryClient()
  const { view } = readRunPageSearch(useSearch({ strict: false }))
  const isWanted = view === undefined || view === 'graph'
  useEffect(() => {
    if (isWanted) void client.prefetchQuery(firstGraphOptions(id))
  }, [client, id, isWanted])
}

function Loaded({ tasks, detail }: { tasks: RunTasks; detail: RunDetail }) {
  const raw: Record<string, unknown> = useSearch({ strict: false })
  const search = useMemo(() => readRunPageSearch(raw), [raw])
  const navigate = useNavigate()
  const change: ChangeSearch = (part) => {
    const isSmall = Object.keys(part).every((name) => name === 'line' || name === 'open')
    void navigate({ to: '.', search: compact({ ...search, ...part }) as never, replace: isSmall })
  }
  const view = search.view ?? 'graph'
  const artifacts = useQuery(runArtifactsOptions(detail.id))
  const leaves = useMemo(() => [...tasks.byPath.values()].filter(isLeaf).length, [tasks.byPath])
  const tabs = [
    { id: 'graph', label: 'Graph' },
    { id: 'timeline', label: 'Timeline' },
    { id: 'tasks', label: 'Tasks', badge: leaves },
    { id: 'metrics', label: 'Metrics' },
    { id: 'artifacts', label: 'Artifacts', badge: artifacts.data?.items.length || undefined },
    { id: 'logs', label: 'Logs' },
    { id: 'details', label: 'Details' },
  ] as const
  return (
    <main className="flex min-h-0 flex-1 flex-col bg-surface">
      <RunHeader tasks={tasks} detail={detail} />
      <Announcement tasks={tasks} />
      <FailureStrip detail={detail} tasks={tasks} onChange={change} />
      <Tabs
        label="Run"
        tabs={tabs}
        value={view}
        onChange={(next) => change({ view: next })}
        listClassName="px-6"
        panelClassName="flex min-h-0 flex-1 flex-col"
      >
        <Splitter
          name="run-task"
          initial={480}
          main={<TabBody {...{ view, tasks, detail, search }} onChange={change} />}
          side={
            search.task && view !== 'artifacts' && view !== 'logs' ? (
              <TaskPanel {...{ tasks, search }} task={search.task} onChange={change} />
            ) : null
          }
        />
      </Tabs>
    </main>
  )
}

interface TabBodyProps {
  view: RunPageSearch['view']
  tasks: RunTasks
  detail: RunDetail
  search: RunPageSearch
  onChange: ChangeSearch
}

function TabBody({ view, tasks, detail, search, onChange }: TabBodyProps) {
  if (view === 'timeline') return <TimelineTab {...{ tasks, search, onChange }} />
  if (view === 'tasks') return <TasksTab {...{ tasks, search, onChange }} />
  if (view === 'metrics') return <RunMetrics runId={detail.id} />
  if (view === 'artifacts')
    return <RunArtifacts runId={detail.id} chosen={search.artifact} onChoose={(artifact) => onChange({ artifact })} />
  if (view === 'logs') return <LogsTab {...{ tasks, search, onChange }} />
  if (view === 'details') return <DetailsTab detail={detail} />
  return <GraphTab {...{ tasks, search, onChange }} />
}
