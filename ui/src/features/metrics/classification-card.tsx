import { Table2 } from 'lucide-react'
import { useMemo, useState } from 'react'
import type { Classification } from '@/api/models'
import { IconButton } from '@/components/ui/button'
import { Select } from '@/components/ui/select'
import { Segmented } from '@/components/ui/switch'
import { accuracy } from '@/domain/confusion'
import { numberText, percentText } from '@/domain/numbers'
import { ClassTable } from './class-table'
import { ConfusionTable } from './confusion-table'
import { placeOf } from './curves-of'
import { RocChart } from './roc-chart'
import { RocTable } from './roc-table'

const SCALES = [
  { id: 'counts', label: 'Counts' },
  { id: 'shares', label: 'Normalized' },
] as const

interface ClassificationCardProps {
  /** The same classifier: each iteration that gave it, whole or in slices. */
  slices: readonly Classification[]
  isNarrow?: boolean
}

/** How well a classifier did: ROC curve, confusion matrix, scores of the classes; one slice of the data at a time. */
export function ClassificationCard({ slices, isNarrow }: ClassificationCardProps) {
  const [at, setAt] = useState(0)
  const shown = slices[at] ?? slices[0]
  if (!shown) return null
  const isLoop = slices.some((item) => item.path !== shown.path)
  const columns = isNarrow ? '' : 'xl:grid-cols-[minmax(280px,420px)_minmax(0,1fr)]'
  return (
    <section
      aria-label={`Classification by ${placeOf(shown)}`}
      className="rounded-card border border-border bg-surface shadow-card"
    >
      <header className="flex min-h-10 items-center gap-3 border-border/60 border-b px-4">
        <h3 className="min-w-0 truncate font-semibold">{isLoop ? shown.task : placeOf(shown)}</h3>
        {slices.length > 1 && (
          <Select
            aria-label="Iteration, or slice of the data"
            value={String(at)}
            onChange={(value) => setAt(Number(value))}
            options={slices.map((item, index) => ({ value: String(index), label: choiceText(item, isLoop) }))}
          />
        )}
      </header>
      <div className={`grid gap-6 p-4 ${columns}`}>
        {shown.roc && <Roc shown={shown} roc={shown.roc} slices={slices} />}
        {shown.confusion && <Matrix shown={shown} confusion={shown.confusion} />}
      </div>
    </section>
  )
}

/** What tells one of several apart. */
function choiceText(item: Classification, isLoop: boolean): string {
  const slice = item.slice ?? 'All data'
  if (!isLoop) return slice
  return item.slice ? `${placeOf(item)} · ${slice}` : placeOf(item)
}

interface RocProps {
  shown: Classification
  roc: NonNullable<Classification['roc']>
  slices: readonly Classification[]
}

function Roc({ shown, roc, slices }: RocProps) {
  const [isTable, setTable] = useState(false)
  const label = `ROC curve of ${placeOf(shown)}: area below it ${numberText(roc.auc)}`
  const series = useMemo(() => {
    const same = slices.filter((item) => item.slice === shown.slice)
    return same.flatMap((item, color) =>
      item.roc ? [{ id: item.artifact_id, label: placeOf(item), color, roc: item.roc }] : [],
    )
  }, [slices, shown.slice])
  return (
    <div className="min-w-0 max-w-[440px]">
      <div className="mb-1 flex h-8 items-center gap-2">
        <h4 className="font-medium text-ink-2">ROC curve</h4>
        <span>
          AUC <strong>{numberText(roc.auc)}</strong>
        </span>
        <span className="ml-auto">
          <IconButton
            label={isTable ? 'Show as a chart' : 'Show as a table'}
            icon={<Table2 size={14} />}
            aria-pressed={isTable}
            onClick={() => setTable(!isTable)}
          />
        </span>
      </div>
      {isTable ? <RocTable roc={roc} /> : <RocChart label={label} series={series} />}
    </div>
  )
}

function Matrix({ shown, confusion }: { shown: Classification; confusion: NonNullable<Classification['confusion']> }) {
  const [scale, setScale] = useState<'counts' | 'shares'>('counts')
  const right = accuracy(confusion)
  return (
    <div className="min-w-0">
      <div className="mb-1 flex h-8 items-center gap-3">
        <h4 className="font-medium text-ink-2">Confusion matrix</h4>
        {right !== null && (
          <span>
            Accuracy <strong>{percentText(right)}</strong>
          </span>
        )}
        <span className="ml-auto">
          <Segmented label="Scale" options={SCALES} value={scale} onChange={setScale} />
        </span>
      </div>
      <ConfusionTable
        confusion={confusion}
        caption={`Confusion matrix of ${placeOf(shown)}`}
        isNormalized={scale === 'shares'}
      />
      <div className="mt-4 max-w-xl">
        <ClassTable confusion={confusion} />
      </div>
    </div>
  )
}
