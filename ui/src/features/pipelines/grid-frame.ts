/** How large the grid is and which rows are in sight. */
import { type RefObject, useCallback, useSyncExternalStore } from 'react'

export const ROW = 24
/** The height of the head, where runs are bars. */
export const HEAD = 56
/** The width of the names and of what is told of each row. */
export const NAMES = 392
const EDGE = 24
const NARROWEST = 6
const WIDEST = 26

export interface GridFrame {
  /** Of the canvas. */
  width: number
  height: number
  /** How far apart columns are. */
  pitch: number
  top: number
  /** The first row in sight, and the one after the last. */
  shown: { from: number; to: number }
  reveal: (row: number) => void
}

/** Columns become narrower before they need a bar to scroll by. */
export function useGridFrame(scroller: RefObject<HTMLDivElement | null>, columns: number): GridFrame {
  const subscribe = useCallback(
    (listener: () => void) => {
      const box = scroller.current
      if (!box) return () => undefined
      const observer = new ResizeObserver(listener)
      observer.observe(box)
      box.addEventListener('scroll', listener, { passive: true })
      return () => {
        observer.disconnect()
        box.removeEventListener('scroll', listener)
      }
    },
    [scroller],
  )
  const seen = useSyncExternalStore(subscribe, () => {
    const box = scroller.current
    return box ? `${box.clientWidth} ${box.clientHeight} ${Math.round(box.scrollTop)}` : '0 0 0'
  })
  const [width = 0, height = 0, top = 0] = seen.split(' ').map(Number)
  const room = Math.max(0, width - NAMES - EDGE)
  const pitch = Math.max(NARROWEST, Math.min(WIDEST, Math.floor(room / Math.max(1, columns))))
  const from = Math.max(0, Math.floor(top / ROW) - 4)
  const to = Math.ceil((top + height) / ROW) + 4
  const reveal = (row: number) => {
    const box = scroller.current
    if (!box) return
    const start = row * ROW
    const room = box.clientHeight - HEAD
    if (row < 0) box.scrollTop = 0
    else if (start < box.scrollTop) box.scrollTop = start
    else if (start + ROW > box.scrollTop + room) box.scrollTop = start + ROW - room
  }
  return { width: Math.max(0, Math.min(room, pitch * columns)), height, pitch, top, shown: { from, to }, reveal }
}
