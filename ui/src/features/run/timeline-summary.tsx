import { FoldHorizontal } from 'lucide-react'
import type { TaskRow } from '@/api/run'
import { Button } from '@/components/ui/button'
import { durationText, secondsBetween } from '@/domain/durations'
import type { Scale } from '@/domain/timeline'

interface TimelineSummaryProps {
  leaves: readonly TaskRow[]
  scale: Scale
  now: number
  isFolded: boolean
  setIsFolded: (folded: boolean) => void
  hasCritical: boolean
}

/** What the bars come to: how long, how much at once, what the cache saved. */
export function TimelineSummary({ leaves, scale, now, isFolded, setIsFolded, hasCritical }: TimelineSummaryProps) {
  const whole = (scale.to - scale.from) / 1000
  const worked = leaves.reduce(
    (sum, task) => sum + (task.cached ? 0 : (secondsBetween(task.started_at, task.ended_at, now) ?? 0)),
    0,
  )
  const saved = leaves.reduce((sum, task) => sum + (task.cached_from?.saved_seconds ?? 0), 0)
  const idle = scale.idle.reduce((sum, gap) => sum + gap.to - gap.from, 0) / 1000
  return (
    <div className="flex min-h-11 shrink-0 flex-wrap items-center gap-x-5 px-6 text-dense text-ink-2">
      {idle > 0 && (
        <Button size="small" aria-pressed={isFolded} onClick={() => setIsFolded(!isFolded)}>
          <FoldHorizontal size={13} aria-hidden />{' '}
          {isFolded ? 'Show idle times' : `Fold ${durationText(idle)} of idle time`}
        </Button>
      )}
      {hasCritical && (
        <span className="inline-flex items-center gap-1.5">
          <span aria-hidden className="h-0.5 w-4 bg-accent" /> what the end had to wait for
        </span>
      )}
      <dl className="ml-auto flex flex-wrap gap-x-5">
        <Fact name="Whole run">{durationText(whole)}</Fact>
        <Fact name="Task time">{durationText(worked)}</Fact>
        {whole > 0 && worked > 0 && <Fact name="At once">{`${(worked / whole).toFixed(1)} tasks`}</Fact>}
        {saved > 0 && <Fact name="Saved by the cache">{durationText(saved)}</Fact>}
      </dl>
    </div>
  )
}

function Fact({ name, children }: { name: string; children: string }) {
  return (
    <div className="flex gap-1.5">
      <dt className="text-ink-3">{name}</dt>
      <dd className="font-medium text-ink">{children}</dd>
    </div>
  )
}
