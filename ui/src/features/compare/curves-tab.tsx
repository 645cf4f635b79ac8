import { useQueries } from '@tanstack/react-query'
import { Fragment, useId, useState } from 'react'
import { runMetricsOptions } from '@/api/metrics'
import type { Classification, RunMetricsAnswer } from '@/api/models'
import { EmptyState } from '@/components/ui/empty-state'
import { Skeleton } from '@/components/ui/skeleton'
import { Segmented } from '@/components/ui/switch'
import { grouped } from '@/domain/grouped'
import { numberText } from '@/domain/numbers'
import { ConfusionTable } from '@/features/metrics/confusion-table'
import { CurveCard } from '@/features/metrics/curve-card'
import { CurveControls, useCurveView } from '@/features/metrics/curve-controls'
import { placeOf } from '@/features/metrics/curves-of'
import type { ColoredCurve } from '@/features/metrics/line-chart'
import { RocChart } from '@/features/metrics/roc-chart'
import { SeriesMark } from '@/features/metrics/series-mark'
import type { ShownRun } from './shown-run'

interface Measured {
  shown: ShownRun
  metrics: RunMetricsAnswer
}

interface Judged {
  shown: ShownRun
  item: Classification
}

/** Curves and ROC curves of runs over each other, confusion matrices beside each other. */
export function CurvesTab({ runs }: { runs: readonly ShownRun[] }) {
  const answers = useQueries({ queries: runs.map(({ run }) => runMetricsOptions(run.id)) })
  const measured = runs.flatMap((shown, index): Measured[] => {
    const metrics = answers[index]?.data
    return metrics ? [{ shown, metrics }] : []
  })
  if (measured.length === 0 && answers.some((answer) => answer.isPending)) return <Skeleton className="m-4 h-60" />
  const curves = curvesOf(measured)
  const judged = grouped(judgedOf(measured), ({ item }) => [placeOf(item), item.slice].filter(Boolean).join(' · '))
  if (curves.size + judged.size === 0) return <EmptyState title="These runs have neither curves nor matrices" />
  return (
    <div className="relative flex min-h-0 flex-1 flex-col gap-4 overflow-auto bg-canvas p-4">
      <h2 className="sr-only">Curves and classifiers</h2>
      {curves.size > 0 && <CurveGrid curves={curves} />}
      {[...judged].map(([name, items]) => (
        <JudgedCard key={name} name={name} items={items} />
      ))}
    </div>
  )
}

function CurveGrid({ curves }: { curves: ReadonlyMap<string, ColoredCurve[]> }) {
  const [view, setView] = useCurveView()
  const syncKey = useId()
  return (
    <section aria-label="Curves" className="flex flex-col gap-3">
      <CurveControls view={view} onChange={setView} />
      <div className="grid grid-cols-[repeat(auto-fill,minmax(min(420px,100%),1fr))] gap-4">
        {[...curves].map(([name, lines]) => (
          <CurveCard key={name} name={name} curves={lines} syncKey={syncKey} {...view} />
        ))}
      </div>
    </section>
  )
}

function JudgedCard({ name, items }: { name: string; items: readonly Judged[] }) {
  const [isShares, setShares] = useState(false)
  const roc = items.flatMap(({ shown, item }) =>
    item.roc
      ? [
          {
            id: `${shown.run.id} ${item.path}`,
            name: shown.run.name,
            label: `${shown.run.name} (${numberText(item.roc.auc)})`,
            color: shown.color,
            roc: item.roc,
          },
        ]
      : [],
  )
  const base = items.find(({ shown }) => shown.isBase)?.item.confusion ?? null
  const matrices = items.filter(({ item }) => item.confusion)
  return (
    <section
      aria-label={`Classification by ${name}`}
      className="rounded-card border border-border bg-surface p-4 shadow-card"
    >
      <h3 className="mb-3 font-semibold">{name}</h3>
      {roc.length > 0 && (
        <div className="mb-6 flex flex-wrap items-start gap-6">
          <div className="w-full max-w-[440px]">
            <RocChart series={roc} label={`ROC curves: ${roc.map((item) => `AUC of ${item.label}`).join(', ')}`} />
          </div>
          <dl aria-label="Area below the curve" className="grid grid-cols-[auto_auto] gap-x-6 gap-y-1">
            <dt className="text-dense text-ink-3">Run</dt>
            <dd className="text-right text-dense text-ink-3">AUC</dd>
            {roc.map((item) => (
              <Fragment key={item.id}>
                <dt className="flex max-w-60 items-center gap-2">
                  <SeriesMark index={item.color} />
                  <span className="truncate">{item.name}</span>
                </dt>
                <dd className="text-right font-medium">{numberText(item.roc.auc)}</dd>
              </Fragment>
            ))}
          </dl>
        </div>
      )}
      {matrices.length > 0 && (
        <>
          <Segmented
            label="Scale"
            options={[
              { id: 'counts', label: 'Counts' },
              { id: 'shares', label: 'Normalized' },
            ]}
            value={isShares ? 'shares' : 'counts'}
            onChange={(scale) => setShares(scale === 'shares')}
          />
          <div className="mt-3 flex flex-wrap gap-6">
            {matrices.map(({ shown, item }) => (
              <Matrix key={`${shown.run.id} ${item.path}`} {...{ name, shown, item, base, isShares }} />
            ))}
          </div>
        </>
      )}
    </section>
  )
}

interface MatrixProps extends Judged {
  name: string
  base: Classification['confusion']
  isShares: boolean
}

function Matrix({ name, shown, item, base, isShares }: MatrixProps) {
  if (!item.confusion) return null
  const own = { confusion: item.confusion, isNormalized: isShares }
  return (
    <figure className="min-w-0">
      <figcaption className="mb-1 max-w-72 truncate font-medium">{shown.run.name}</figcaption>
      <ConfusionTable {...own} caption={`Confusion matrix of ${shown.run.name}, ${name}`} />
      {base && !shown.isBase && (
        <>
          <p className="mt-2 mb-1 text-dense text-ink-3">Difference from the baseline</p>
          <ConfusionTable {...own} base={base} caption={`Difference of ${shown.run.name} from the baseline, ${name}`} />
        </>
      )}
    </figure>
  )
}

/** One card per metric; in it one curve per run and task. */
function curvesOf(measured: readonly Measured[]): Map<string, ColoredCurve[]> {
  const lines = measured.flatMap(({ shown, metrics }) =>
    metrics.series.map((series) => {
      const isAlone = metrics.series.filter((other) => other.metric === series.metric).length === 1
      const label = isAlone ? shown.run.name : `${shown.run.name} · ${placeOf(series)}`
      const id = `${shown.run.id} ${series.path} ${series.output}`
      return {
        metric: series.metric,
        curve: { id, label, color: shown.color, steps: series.steps, values: series.values },
      }
    }),
  )
  return new Map(
    [...grouped(lines, (line) => line.metric)].map(([name, found]) => [name, found.map((line) => line.curve)]),
  )
}

function judgedOf(measured: readonly Measured[]): Judged[] {
  return measured.flatMap(({ shown, metrics }) => metrics.classification.map((item) => ({ shown, item })))
}
