import { useNavigate } from '@tanstack/react-router'
import { lazy, Suspense, useMemo } from 'react'
import type { Comparison } from '@/api/models'
import { EmptyState } from '@/components/ui/empty-state'
import { Select } from '@/components/ui/select'
import { Skeleton } from '@/components/ui/skeleton'
import { type Axis, axesOf, usualAxes } from '@/domain/compared'
import { ColumnPicker } from '@/features/runs/column-picker'
import { token, useShownTheme } from '@/lib/theme'
import { parallelOption, scatterOption } from './plot-options'
import type { ShownRun } from './shown-run'

const Plot = lazy(() => import('./plot').then((module) => ({ default: module.Plot })))

const PARALLEL_HEIGHT = 340
const SCATTER_HEIGHT = 360

interface ChartsTabProps {
  comparison: Comparison
  runs: readonly ShownRun[]
  /** The ids of the chosen axes: "param:lr", "metric:train.auc". */
  chosen: { axes: readonly string[] | undefined; x: string | undefined; y: string | undefined }
  onChoose: (part: { axes?: string[] | undefined; x?: string | undefined; y?: string | undefined }) => void
}

/** Parameters against metrics: each run a line over all chosen axes, and a point over two of them. */
export function ChartsTab({ comparison, runs, chosen, onChoose }: ChartsTabProps) {
  const axes = useMemo(() => axesOf(comparison.parameters, comparison.metrics), [comparison])
  const usual = useMemo(() => usualAxes(axes), [axes])
  if (axes.length < 2) {
    return (
      <EmptyState title="Nothing to draw">
        These runs have less than two parameters or metrics that are numbers or words.
      </EmptyState>
    )
  }
  const byId = new Map(axes.map((axis) => [axis.id, axis]))
  const shown = chosen.axes?.flatMap((id) => byId.get(id) ?? []) ?? usual
  const x =
    byId.get(chosen.x ?? '') ??
    usual.find((axis) => !axis.isMetric && axis.isNumber) ??
    usual.find((axis) => !axis.isMetric) ??
    axes[0]
  const others = [...usual, ...axes].filter((axis) => axis !== x)
  const y = byId.get(chosen.y ?? '') ?? others.find((axis) => axis.isMetric) ?? others[0]
  return (
    <div className="flex min-h-0 flex-1 flex-col gap-4 overflow-auto bg-canvas p-4">
      <section
        aria-label="Parallel coordinates"
        className="rounded-card border border-border bg-surface p-4 shadow-card"
      >
        <header className="flex items-center gap-3">
          <h2 className="font-semibold">Parallel coordinates</h2>
          <span className="text-dense text-ink-3">Drag along an axis to keep only some runs bright</span>
          <span className="ml-auto">
            <ColumnPicker
              columns={namesOf(axes)}
              chosen={shown.map((axis) => axis.id)}
              onChange={(ids) => onChoose({ axes: ids.length ? ids : undefined })}
            />
          </span>
        </header>
        {shown.length > 1 ? (
          <Parallel runs={runs} axes={shown} />
        ) : (
          <p className="py-6 text-ink-3">Choose two columns or more.</p>
        )}
      </section>
      {x && y && (
        <section aria-label="Scatter" className="rounded-card border border-border bg-surface p-4 shadow-card">
          <header className="mb-2 flex flex-wrap items-center gap-3">
            <h2 className="font-semibold">Scatter</h2>
            <AxisSelect label="Up" axes={axes} value={y.id} onChange={(id) => onChoose({ y: id })} />
            <AxisSelect label="Across" axes={axes} value={x.id} onChange={(id) => onChoose({ x: id })} />
          </header>
          <Scatter runs={runs} x={x} y={y} />
        </section>
      )}
    </div>
  )
}

interface AxisSelectProps {
  label: string
  axes: readonly Axis[]
  value: string
  onChange: (id: string) => void
}

function AxisSelect({ label, axes, value, onChange }: AxisSelectProps) {
  const options = axes.map((axis) => ({
    value: axis.id,
    label: `${axis.isMetric ? 'Metric' : 'Parameter'} ${axis.name}`,
  }))
  return (
    <span className="inline-flex items-center gap-2 text-ink-2">
      {label}
      <Select aria-label={`${label} axis`} options={options} value={value} onChange={onChange} className="w-64" />
    </span>
  )
}

function Parallel({ runs, axes }: { runs: readonly ShownRun[]; axes: readonly Axis[] }) {
  const theme = useShownTheme()
  // biome-ignore lint/correctness/useExhaustiveDependencies: the colours follow the theme
  const option = useMemo(() => parallelOption(runs, axes, token), [runs, axes, theme])
  return (
    <Suspense fallback={<Skeleton className="h-80" />}>
      <Plot
        label={`${runs.length} runs over ${axes.map((axis) => axis.name).join(', ')}`}
        option={option}
        height={PARALLEL_HEIGHT}
      />
    </Suspense>
  )
}

function Scatter({ runs, x, y }: { runs: readonly ShownRun[]; x: Axis; y: Axis }) {
  const navigate = useNavigate()
  const theme = useShownTheme()
  // biome-ignore lint/correctness/useExhaustiveDependencies: the colours follow the theme
  const option = useMemo(() => scatterOption(runs, x, y, token), [runs, x, y, theme])
  return (
    <Suspense fallback={<Skeleton className="h-80" />}>
      <Plot
        label={`${y.name} over ${x.name} of ${runs.length} runs`}
        option={option}
        height={SCATTER_HEIGHT}
        onOpen={(run) => void navigate({ to: `/runs/${run}` as string })}
      />
    </Suspense>
  )
}

function namesOf(axes: readonly Axis[]) {
  return {
    parameters: axes.filter((axis) => !axis.isMetric).map((axis) => axis.name),
    metrics: axes.filter((axis) => axis.isMetric).map((axis) => axis.name),
  }
}
