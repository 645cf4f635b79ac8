import { Link } from '@tanstack/react-router'
import { Eye, EyeOff, Pin, X } from 'lucide-react'
import { IconButton } from '@/components/ui/button'
import { StateIcon } from '@/components/ui/state'
import { Time } from '@/components/ui/time'
import { SeriesMark } from '@/features/metrics/series-mark'
import { cx } from '@/lib/class-names'
import type { ShownRun } from './shown-run'

interface RunLegendProps {
  runs: readonly ShownRun[]
  onHide: (id: string) => void
  onBase: (id: string) => void
  onRemove: (id: string) => void
}

/** The runs of a comparison: colour, eye, pin of the baseline. */
export function RunLegend({ runs, onHide, onBase, onRemove }: RunLegendProps) {
  return (
    <ul
      aria-label="Runs compared"
      className="max-h-44 shrink-0 overflow-auto border-border border-b p-2 md:max-h-none md:w-72 md:border-r md:border-b-0"
    >
      {runs.map(({ run, color, isHidden, isBase }) => (
        <li
          key={run.id}
          className={cx('flex items-center gap-2 rounded-control py-1 pr-1 pl-2', isBase && 'bg-accent-soft/60')}
        >
          <SeriesMark index={color} isFaint={isHidden} />
          <StateIcon state={run.state} size={14} />
          <span className="flex min-w-0 flex-1 flex-col">
            <Link
              to={`/runs/${run.id}` as string}
              title={run.name}
              className={cx('truncate rounded-chip font-medium hover:underline', isHidden && 'text-ink-3')}
            >
              {run.name}
            </Link>
            <span className="text-ink-3 text-micro">{isBase ? 'baseline' : <Time at={run.created_at} />}</span>
          </span>
          <span className="flex">
            <IconButton
              label={`Measure against ${run.name}`}
              icon={<Pin size={14} fill={isBase ? 'currentColor' : 'none'} />}
              aria-pressed={isBase}
              onClick={() => onBase(run.id)}
            />
            <IconButton
              label={isHidden ? `Show ${run.name}` : `Hide ${run.name}`}
              icon={isHidden ? <EyeOff size={14} /> : <Eye size={14} />}
              aria-pressed={isHidden}
              onClick={() => onHide(run.id)}
            />
            <IconButton label={`Take ${run.name} away`} icon={<X size={14} />} onClick={() => onRemove(run.id)} />
          </span>
        </li>
      ))}
    </ul>
  )
}
