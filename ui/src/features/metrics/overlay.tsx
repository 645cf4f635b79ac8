import { useQuery } from '@tanstack/react-query'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { runMetricsOptions } from '@/api/metrics'
import type { RunMetricsAnswer, RunRow } from '@/api/models'
import { bestRunOptions, previousRunOptions, runOptions } from '@/api/neighbours'
import { Button } from '@/components/ui/button'
import { RemovableChip } from '@/components/ui/chip'

export interface Overlay {
  /** The run whose metrics are laid over; null if none is. */
  run: RunRow | null
  metrics: RunMetricsAnswer | null
  previous: RunRow | null
  best: RunRow | null
  show: (id: string | undefined) => void
}

/** Another run beside this one: which it is stands in the address (`?overlay=`). */
export function useOverlay(runId: string): Overlay {
  const search: Record<string, unknown> = useSearch({ strict: false })
  const navigate = useNavigate()
  const id = typeof search.overlay === 'string' ? search.overlay : ''
  const here = useQuery(runOptions(runId)).data ?? null
  const previous = useQuery({ ...previousRunOptions(here), enabled: here !== null }).data ?? null
  const best = useQuery({ ...bestRunOptions(here), enabled: here !== null }).data ?? null
  const run = useQuery({ ...runOptions(id), enabled: id !== '' }).data ?? null
  const metrics = useQuery({ ...runMetricsOptions(id), enabled: id !== '' }).data ?? null
  return {
    run: id ? run : null,
    metrics: id ? metrics : null,
    previous,
    best: best && best.id !== runId ? best : null,
    show: (overlay) =>
      void navigate({
        to: '.',
        search: ((before: Record<string, unknown>) => ({ ...before, overlay })) as never,
        replace: true,
      }),
  }
}

/** One click lays the run before, or the best one, over this one. */
export function OverlayChoice({ overlay }: { overlay: Overlay }) {
  const { run, previous, best, show } = overlay
  if (run) {
    return (
      <div className="flex items-center gap-3 text-dense text-ink-2">
        Beside this run, with broken lines:
        <RemovableChip label={`Take ${run.name} away`} onRemove={() => show(undefined)}>
          {run.name}
        </RemovableChip>
      </div>
    )
  }
  if (!previous && !best) return null
  return (
    <div className="flex items-center gap-2 text-dense text-ink-2">
      Overlay
      {previous && (
        <Button size="small" onClick={() => show(previous.id)} title={previous.name}>
          Previous run
        </Button>
      )}
      {best && (
        <Button size="small" onClick={() => show(best.id)} title={best.name}>
          Best run
        </Button>
      )}
    </div>
  )
}
