import { useEffect, useLayoutEffect, useRef } from 'react'
import type { Box, Layout } from '@/graph/layout'
import type { Area } from '@/graph/spatial'
import type { ZoomControls } from './use-zoom'

/** Names in nodes can be read from this scale on; a graph that is wider begins with a part of it. */
const READABLE = 0.7

/** Fit a new drawing into the frame as far as it stays readable, and keep it so until somebody moves it. */
export function useFitting(zoom: ZoomControls, layout: Layout | null, drawing: string, anchor: Area | undefined): void {
  const { frame, fitTo, isTouched } = zoom
  const fitted = useRef('')
  const whole = useRef<Area | null>(null)
  const near = useRef(anchor)
  useLayoutEffect(() => {
    near.current = anchor
  })
  useLayoutEffect(() => {
    if (!layout) return
    whole.current = areaOf(layout)
    if (fitted.current === drawing) return
    fitted.current = drawing
    fitTo(areaOf(layout), { isInstant: true, least: READABLE, anchor: near.current })
    isTouched.current = false
  }, [layout, drawing, fitTo, isTouched])
  useEffect(() => {
    const element = frame.current
    if (!element) return
    const watcher = new ResizeObserver(() => {
      if (whole.current && !isTouched.current)
        fitTo(whole.current, { isInstant: true, least: READABLE, anchor: near.current })
    })
    watcher.observe(element)
    return () => watcher.disconnect()
  }, [frame, fitTo, isTouched])
}

/** Bring the node where the keyboard is into view when it moves, and when the frame becomes smaller. */
export function useRevealed(zoom: ZoomControls, box: Box | undefined): void {
  const { frame, reveal } = zoom
  const shown = useRef(box)
  useEffect(() => {
    shown.current = box
    if (box) reveal(box)
  }, [box, reveal])
  useEffect(() => {
    const element = frame.current
    if (!element) return
    const watcher = new ResizeObserver(() => {
      if (shown.current) reveal(shown.current)
    })
    watcher.observe(element)
    return () => watcher.disconnect()
  }, [frame, reveal])
}

/** Keep a group where it is on the screen when it is opened or closed. */
export function useAnchor(zoom: ZoomControls, boxes: ReadonlyMap<string, Box>): (id: string) => void {
  const anchor = useRef<{ id: string; x: number; y: number } | null>(null)
  const { transform, moveBy } = zoom
  useLayoutEffect(() => {
    const held = anchor.current
    const box = held ? boxes.get(held.id) : undefined
    if (!held || !box) return
    anchor.current = null
    const [x, y] = transform.current.apply([box.x, box.y])
    moveBy(held.x - x, held.y - y)
  }, [boxes, transform, moveBy])
  return (id) => {
    const box = boxes.get(id)
    if (!box) return
    const [x, y] = transform.current.apply([box.x, box.y])
    anchor.current = { id, x, y }
  }
}

export function areaOf(layout: Layout): Area {
  return { x: 0, y: 0, width: layout.width, height: layout.height }
}
