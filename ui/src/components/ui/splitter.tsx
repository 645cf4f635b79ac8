import { type KeyboardEvent, type PointerEvent, type ReactNode, useRef } from 'react'
import { cx } from '@/lib/class-names'
import { useNarrow } from '@/lib/narrow'
import { useStored } from '@/lib/storage'

interface SplitterProps {
  /** Under which name this browser remembers the width. */
  name: string
  main: ReactNode
  /** The panel at the right; without one there is only the main part. */
  side: ReactNode | null
  initial?: number
  least?: number
  most?: number
}

const STEP = 16

/** Two parts with a bar between them that is dragged, or moved with the arrow keys. */
export function Splitter({ name, main, side, initial = 440, least = 320, most = 960 }: SplitterProps) {
  const [stored, setStored] = useStored(`split.${name}`, initial)
  const frame = useRef<HTMLDivElement>(null)
  const within = (width: number) => {
    const room = (frame.current?.clientWidth ?? 1440) - 320
    return Math.round(Math.max(least, Math.min(width, most, Math.max(least, room))))
  }
  const width = Math.max(least, Math.min(stored, most))
  const isNarrow = useNarrow()
  if (isNarrow) {
    return (
      <div className="relative flex min-h-0 min-w-0 flex-1">
        <div className="relative flex min-w-0 flex-1 flex-col">{main}</div>
        {side && <div className="absolute inset-0 z-20 flex min-w-0 flex-col bg-surface">{side}</div>}
      </div>
    )
  }
  const onPointerDown = (event: PointerEvent<HTMLDivElement>) => {
    const bar = event.currentTarget
    bar.setPointerCapture(event.pointerId)
    const from = event.clientX + width
    const onMove = (move: globalThis.PointerEvent) => setStored(within(from - move.clientX))
    bar.addEventListener('pointermove', onMove)
    bar.addEventListener('lostpointercapture', () => bar.removeEventListener('pointermove', onMove), { once: true })
  }
  const onKeyDown = (event: KeyboardEvent) => {
    const to = { ArrowLeft: width + STEP, ArrowRight: width - STEP, Home: most, End: least }[event.key]
    if (to === undefined) return
    event.preventDefault()
    setStored(within(to))
  }
  return (
    <div ref={frame} className="flex min-h-0 min-w-0 flex-1">
      <div className="relative flex min-w-0 flex-1 flex-col">{main}</div>
      {side && (
        <>
          {/* biome-ignore lint/a11y/useSemanticElements: a line that is moved is no <hr> */}
          <div
            role="separator"
            aria-orientation="vertical"
            aria-label="Width of the panel"
            aria-valuenow={width}
            aria-valuemin={least}
            aria-valuemax={most}
            tabIndex={0}
            onPointerDown={onPointerDown}
            onKeyDown={onKeyDown}
            onDoubleClick={() => setStored(initial)}
            className={cx(
              'relative z-10 w-px shrink-0 cursor-col-resize bg-border focus-visible:bg-accent hover:bg-accent',
              'before:absolute before:inset-y-0 before:-right-1 before:-left-1 before:content-[""]',
            )}
          />
          <div style={{ width, maxWidth: '75%' }} className="flex min-w-0 shrink-0 flex-col bg-surface">
            {side}
          </div>
        </>
      )}
    </div>
  )
}
