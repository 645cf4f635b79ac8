import { ChartLine } from 'lucide-react'
import { useId, useMemo } from 'react'
import type { RunMetricsAnswer } from '@/api/models'
import { CodeBlock } from '@/components/ui/code-block'
import { EmptyState } from '@/components/ui/empty-state'
import { ErrorState } from '@/components/ui/error-state'
import { Skeleton } from '@/components/ui/skeleton'
import { RunReports } from '@/features/artifacts/run-reports'
import { ClassificationCard } from './classification-card'
import { CurveCard } from './curve-card'
import { CurveControls, useCurveView } from './curve-controls'
import { curveGroups } from './curves-of'
import { type Overlay, OverlayChoice, useOverlay } from './overlay'
import { ScalarsTable } from './scalars-table'
import { classifiersOf } from './slices'
import { useMetrics } from './use-metrics'

/** The Metrics tab of a run: numbers, curves that grow while it runs, classifiers, reports. */
export function RunMetrics({ runId }: { runId: string }) {
  const metrics = useMetrics(runId)
  const overlay = useOverlay(runId)
  if (metrics.isPending) return <MetricsSkeleton />
  if (metrics.isError) {
    return <ErrorState what="load the metrics" error={metrics.error} onRetry={() => void metrics.refetch()} />
  }
  const isEmpty = isWithoutMetrics(metrics.data)
  return (
    <div className="relative flex min-h-0 flex-1 flex-col gap-4 overflow-auto bg-canvas p-6">
      <h2 className="sr-only">Metrics</h2>
      {isEmpty && <NoMetrics />}
      {!isEmpty && <OverlayChoice overlay={overlay} />}
      <MetricCards data={metrics.data} overlay={overlay} />
      <RunReports runId={runId} />
    </div>
  )
}

function MetricCards({ data, overlay }: { data: RunMetricsAnswer; overlay: Overlay }) {
  const { scalars, series, classification } = data
  const other = overlay.run && overlay.metrics ? { name: overlay.run.name, ...overlay.metrics } : null
  return (
    <>
      {scalars.length > 0 && <ScalarsTable scalars={scalars} series={series} items={data.items} overlay={other} />}
      {series.length > 0 && <Curves data={data} other={other} />}
      {classifiersOf(classification).map((slices) => (
        <ClassificationCard key={`${slices[0]?.path} ${slices[0]?.artifact_id}`} slices={slices} />
      ))}
    </>
  )
}

function Curves({ data, other }: { data: RunMetricsAnswer; other: ({ name: string } & RunMetricsAnswer) | null }) {
  const [view, setView] = useCurveView()
  const syncKey = useId()
  const groups = useMemo(() => curveGroups(data.series, other, data.items), [data.series, data.items, other])
  return (
    <section aria-label="Curves" className="flex flex-col gap-3">
      <CurveControls view={view} onChange={setView} />
      <div className="grid grid-cols-[repeat(auto-fill,minmax(min(420px,100%),1fr))] gap-4">
        {groups.map((group) => (
          <CurveCard
            key={group.name}
            name={group.name}
            curves={group.curves}
            isLive={group.isLive}
            syncKey={syncKey}
            {...view}
          />
        ))}
      </div>
    </section>
  )
}

export function isWithoutMetrics(data: RunMetricsAnswer): boolean {
  return data.scalars.length + data.series.length + data.classification.length === 0
}

function NoMetrics() {
  return (
    <EmptyState title="No metrics" icon={<ChartLine size={28} aria-hidden />}>
      <p className="mb-3">
        What tasks log to a Metrics or ClassificationMetrics output stands here as numbers, curves and matrices.
      </p>
      <CodeBlock label="Example" code="metrics.log_metric('accuracy', 0.94)" className="text-left" />
    </EmptyState>
  )
}

function MetricsSkeleton() {
  return (
    <div role="status" aria-label="Loading" className="flex flex-col gap-4 p-6">
      <Skeleton className="h-40 w-full" />
      <div className="grid grid-cols-2 gap-4">
        <Skeleton className="h-60" />
        <Skeleton className="h-60" />
      </div>
    </div>
  )
}
