import { useMemo } from 'react'
import type { RunMetricsAnswer } from '@/api/models'
import { EmptyState } from '@/components/ui/empty-state'
import { ErrorState } from '@/components/ui/error-state'
import { Skeleton } from '@/components/ui/skeleton'
import { ClassificationCard } from './classification-card'
import { CurveCard } from './curve-card'
import { CurveControls, useCurveView } from './curve-controls'
import { curveGroups } from './curves-of'
import { isWithoutMetrics } from './run-metrics'
import { ScalarsTable } from './scalars-table'
import { slicesOf } from './slices'
import { useMetrics } from './use-metrics'

/** What one task measured, for its panel. */
export function TaskMetrics({ runId, path }: { runId: string; path: string }) {
  const metrics = useMetrics(runId)
  const [view, setView] = useCurveView()
  const data = useMemo(() => metrics.data && ofTask(metrics.data, path), [metrics.data, path])
  const groups = useMemo(() => curveGroups(data?.series ?? [], null), [data])
  if (metrics.isError) {
    return <ErrorState what="load the metrics" error={metrics.error} onRetry={() => void metrics.refetch()} />
  }
  if (!data) return <Skeleton className="m-4 h-40" />
  if (isWithoutMetrics(data)) return <EmptyState title="This task has logged no metrics" />
  return (
    <div className="flex flex-col gap-4 p-4">
      {groups.length > 0 && <CurveControls view={view} onChange={setView} />}
      {groups.map((group) => (
        <CurveCard
          key={group.name}
          name={group.name}
          owner={path}
          curves={group.curves}
          isLive={group.isLive}
          syncKey={`task:${path}`}
          {...view}
        />
      ))}
      {data.scalars.length > 0 && <ScalarsTable scalars={data.scalars} series={data.series} />}
      {slicesOf(data.classification).map((slices) => (
        <ClassificationCard key={slices[0]?.artifact_id} slices={slices} isNarrow />
      ))}
    </div>
  )
}

export function ofTask(data: RunMetricsAnswer, path: string): RunMetricsAnswer {
  const isHere = (item: { path: string }) => item.path === path
  return {
    scalars: data.scalars.filter(isHere),
    series: data.series.filter(isHere),
    classification: data.classification.filter(isHere),
    items: data.items,
  }
}
