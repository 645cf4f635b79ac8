import { Maximize2, Table2 } from 'lucide-react'
import { useState } from 'react'
import { IconButton } from '@/components/ui/button'
import { Dialog } from '@/components/ui/dialog'
import { isBetterLower, summary } from '@/domain/curves'
import { numberText } from '@/domain/numbers'
import { CurveTable } from './curve-table'
import { LazyLineChart } from './lazy-line-chart'
import type { ColoredCurve } from './line-chart'
import { SeriesMark } from './series-mark'

export interface CurveView {
  smoothing: number
  isLog: boolean
}

interface CurveCardProps extends CurveView {
  name: string
  curves: readonly ColoredCurve[]
  syncKey: string
  /** Whose curves they are, beside those of others. */
  owner?: string
  isLive?: boolean
  height?: number
}

/** The curves of one group: chart or table, a legend with the last values, and the same in full screen. */
export function CurveCard({ name, curves, smoothing, isLog, syncKey, owner, isLive, height = 220 }: CurveCardProps) {
  const [isTable, setTable] = useState(false)
  const [isFull, setFull] = useState(false)
  const chart = { curves, label: labelOf(name, curves), smoothing, isLog }
  return (
    <section
      aria-label={owner ? `Curves of ${name} of ${owner}` : `Curves of ${name}`}
      className="flex min-w-0 flex-col rounded-card border border-border bg-surface shadow-card"
    >
      <header className="flex h-10 items-center gap-2 pr-2 pl-4">
        <h3 className="min-w-0 truncate font-semibold">{name}</h3>
        {isLive && <span className="rounded-full bg-running/10 px-2 text-micro text-running">live</span>}
        <div className="ml-auto flex">
          <IconButton
            label={isTable ? 'Show as a chart' : 'Show as a table'}
            icon={<Table2 size={14} />}
            aria-pressed={isTable}
            onClick={() => setTable(!isTable)}
          />
          <IconButton label={`Enlarge ${name}`} icon={<Maximize2 size={14} />} onClick={() => setFull(true)} />
        </div>
      </header>
      <div className="px-3">
        {isTable ? (
          <CurveTable curves={curves} height={height} />
        ) : (
          <LazyLineChart {...chart} height={height} syncKey={syncKey} />
        )}
      </div>
      <Legend curves={curves} metric={name} />
      <Dialog title={name} isOpen={isFull} onClose={() => setFull(false)} size="large">
        <LazyLineChart {...chart} height={460} />
        <Legend curves={curves} metric={name} />
      </Dialog>
    </section>
  )
}

const MOST = 8

function Legend({ curves, metric }: { curves: readonly ColoredCurve[]; metric: string }) {
  return (
    <ul className="grid grid-cols-[repeat(auto-fill,minmax(190px,1fr))] gap-x-4 px-4 pt-1 pb-3 text-dense">
      {curves.slice(0, MOST).map((curve) => {
        const { last, least, most } = summary(curve.values)
        const best = isBetterLower(curve.label) || isBetterLower(metric) ? least : most
        return (
          <li key={curve.id} className="flex h-5 min-w-0 items-center gap-2">
            <SeriesMark index={curve.color} />
            <span className="min-w-0 truncate text-ink-2" title={curve.label}>
              {curve.label}
            </span>
            <span className="ml-auto font-medium" title={`best ${numberText(best, 5)}`}>
              {numberText(last)}
            </span>
          </li>
        )
      })}
      {curves.length > MOST && <li className="text-ink-3">{`and ${curves.length - MOST} more`}</li>}
    </ul>
  )
}

function labelOf(name: string, curves: readonly ColoredCurve[]): string {
  const parts = curves.slice(0, MOST).map((curve) => {
    const { last, count } = summary(curve.values)
    return `${curve.label}: ${count} points, last ${numberText(last)}`
  })
  return `Chart of ${name}. ${parts.join('; ')}`
}
