import type { ReactNode } from 'react'
import { Checkbox } from '@/components/ui/field'
import { useStored } from '@/lib/storage'
import type { CurveView } from './curve-card'

/** How curves are drawn; a taste, so the browser remembers it. */
export function useCurveView(): [CurveView, (view: CurveView) => void] {
  return useStored<CurveView>('curves', DEFAULT)
}

const DEFAULT: CurveView = { smoothing: 0, isLog: false }

interface CurveControlsProps {
  view: CurveView
  onChange: (view: CurveView) => void
  children?: ReactNode
}

export function CurveControls({ view, onChange, children }: CurveControlsProps) {
  return (
    <div className="flex flex-wrap items-center gap-x-5 gap-y-2 text-dense text-ink-2">
      <label className="flex h-7 items-center gap-2">
        Smoothing
        <input
          type="range"
          min="0"
          max="0.99"
          step="0.01"
          value={view.smoothing}
          onChange={(event) => onChange({ ...view, smoothing: Number(event.target.value) })}
          className="w-32 accent-accent"
        />
        <output className="w-8 text-ink">{view.smoothing.toFixed(2)}</output>
      </label>
      <Checkbox checked={view.isLog} onChange={(event) => onChange({ ...view, isLog: event.target.checked })}>
        Logarithmic axis
      </Checkbox>
      {children}
    </div>
  )
}
