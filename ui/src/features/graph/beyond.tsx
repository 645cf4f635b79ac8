import { ChevronDown, ChevronLeft, ChevronRight, ChevronUp } from 'lucide-react'
import { useLayoutEffect, useState } from 'react'
import { type Side, sidesBeyond } from '@/graph/beyond'
import type { Area } from '@/graph/spatial'
import { cx } from '@/lib/class-names'
import type { ZoomControls } from './use-zoom'

const SIGNS = { left: ChevronLeft, right: ChevronRight, up: ChevronUp, down: ChevronDown } as const
const PLACES: Record<Side, string> = {
  left: 'inset-y-0 left-0 w-10 items-center justify-start bg-linear-to-r',
  right: 'inset-y-0 right-0 w-10 items-center justify-end bg-linear-to-l',
  up: 'inset-x-0 top-0 h-7 items-start justify-center bg-linear-to-b',
  down: 'inset-x-0 bottom-0 h-7 items-end justify-center bg-linear-to-t',
}

interface BeyondProps {
  zoom: ZoomControls
  whole: Area
}

/** Says at the edges on which sides the drawing goes on. */
export function Beyond({ zoom, whole: { x, y, width, height } }: BeyondProps) {
  const [sides, setSides] = useState<readonly Side[]>([])
  const { frame, onMove } = zoom
  useLayoutEffect(
    () =>
      onMove((at) => {
        const room = { width: frame.current?.clientWidth ?? 0, height: frame.current?.clientHeight ?? 0 }
        const now = sidesBeyond({ x: at.applyX(x), y: at.applyY(y), width: width * at.k, height: height * at.k }, room)
        setSides((before) => (before.join() === now.join() ? before : now))
      }),
    [frame, onMove, x, y, width, height],
  )
  return sides.map((side) => {
    const Sign = SIGNS[side]
    return (
      <div
        key={side}
        aria-hidden
        data-beyond={side}
        className={cx('pointer-events-none absolute flex from-canvas to-transparent text-ink-3', PLACES[side])}
      >
        <Sign size={18} />
      </div>
    )
  })
}
