import { select } from 'd3-selection'
import { type D3ZoomEvent, type ZoomBehavior, type ZoomTransform, zoom, zoomIdentity } from 'd3-zoom'
import { type RefObject, useCallback, useEffect, useMemo, useRef, useState } from 'react'
import type { Area } from '@/graph/spatial'

export const LEAST_SCALE = 0.01
export const MOST_SCALE = 2
/** Below this, text cannot be read: blocks are drawn instead of nodes. */
export const NEAR_SCALE = 0.35
/** What would be a little smaller than wanted is rather shown whole. */
const NEARLY = 0.85
/** Space left free around a drawing that fits the window. */
const MARGIN = 32
const MILLISECONDS = 160

export interface Fitting {
  /** Not smaller than this: what does not fit then lies outside the frame, `anchor` or the beginning inside. */
  least?: number
  anchor?: Area | undefined
  isInstant?: boolean
}

export interface ZoomControls {
  frame: RefObject<HTMLDivElement | null>
  /** Where the drawing lies in the frame at this moment. */
  transform: RefObject<ZoomTransform>
  /** The part of the drawing that is in view, and somewhat more; changes only when more is needed. */
  view: Area
  /** The scale when `view` was taken; which side of `NEAR_SCALE` it is on is always true. */
  scale: number
  /** Called with each movement, before the next frame is painted. */
  onMove: (listener: (transform: ZoomTransform) => void) => () => void
  fitTo: (area: Area, options?: Fitting) => void
  scaleTo: (scale: number) => void
  scaleBy: (factor: number) => void
  /** Bring an area into view, moving no more than needed. */
  reveal: (area: Area) => void
  centre: (area: Area) => void
  moveBy: (dx: number, dy: number) => void
  /** Whether somebody moved the drawing since it was last made to fit. */
  isTouched: RefObject<boolean>
}

/** Panning and zooming of a frame. Movement goes to listeners directly; React hears of it only when the view must change. */
export function useZoom(): ZoomControls {
  const frame = useRef<HTMLDivElement>(null)
  const transform = useRef<ZoomTransform>(zoomIdentity)
  const behavior = useRef<ZoomBehavior<HTMLDivElement, unknown> | null>(null)
  const isTouched = useRef(false)
  const listeners = useRef(new Set<(transform: ZoomTransform) => void>())
  const [{ view, scale }, setShown] = useState({ view: { x: 0, y: 0, width: 0, height: 0 }, scale: 1 })

  useEffect(() => {
    const element = frame.current
    if (!element) return
    let pending = 0
    let shown = { view: { x: 0, y: 0, width: 0, height: 0 }, scale: 0 }
    const settle = () => {
      pending = 0
      const exact = viewOf(element, transform.current, 0)
      const isNear = shown.scale > NEAR_SCALE
      const isFine = covers(shown.view, exact) && shown.view.width < 4 * exact.width
      if (isFine && isNear === transform.current.k > NEAR_SCALE) return
      shown = { view: viewOf(element, transform.current, 0.25), scale: transform.current.k }
      setShown(shown)
    }
    const schedule = () => {
      pending ||= requestAnimationFrame(settle)
    }
    const made = zoom<HTMLDivElement, unknown>()
      .scaleExtent([LEAST_SCALE, MOST_SCALE])
      .filter((event: MouseEvent) => !event.button && !isControl(event.target))
      .on('zoom', (event: D3ZoomEvent<HTMLDivElement, unknown>) => {
        if (event.sourceEvent) {
          cancelAnimationFrame(gliding)
          isTouched.current = true
        }
        transform.current = event.transform
        for (const listener of listeners.current) listener(event.transform)
        schedule()
      })
    behavior.current = made
    select(element).call(made).on('dblclick.zoom', null)
    const watcher = new ResizeObserver(() => {
      for (const listener of listeners.current) listener(transform.current)
      schedule()
    })
    watcher.observe(element)
    return () => {
      watcher.disconnect()
      cancelAnimationFrame(pending)
      select(element).on('.zoom', null)
    }
  }, [])

  const go = useCallback((to: ZoomTransform, isInstant = false) => {
    const [element, zoomed] = [frame.current, behavior.current]
    if (!element || !zoomed) return
    const isStill = isInstant || matchMedia('(prefers-reduced-motion: reduce)').matches
    glide(transform.current, to, isStill ? 0 : MILLISECONDS, (step) => select(element).call(zoomed.transform, step))
  }, [])

  const controls = useMemo(() => {
    const size = () => ({ width: frame.current?.clientWidth ?? 0, height: frame.current?.clientHeight ?? 0 })
    const around = (area: Area, scale: number): ZoomTransform =>
      zoomIdentity
        .translate(size().width / 2, size().height / 2)
        .scale(scale)
        .translate(-(area.x + area.width / 2), -(area.y + area.height / 2))
    const scaleTo = (scale: number) => {
      isTouched.current = true
      const [x, y] = transform.current.invert([size().width / 2, size().height / 2])
      go(around({ x, y, width: 0, height: 0 }, Math.max(LEAST_SCALE, Math.min(MOST_SCALE, scale))))
    }
    return {
      fitTo: (area: Area, { least = LEAST_SCALE, anchor, isInstant = false }: Fitting = {}) => {
        isTouched.current = false
        const whole = fitScale(area, size())
        const scale = whole < least * NEARLY ? least : whole
        const [x, y] = placed(area, anchor ?? { ...area, width: 0 }, size(), scale)
        go(zoomIdentity.translate(x, y).scale(scale), isInstant)
      },
      scaleTo,
      scaleBy: (factor: number) => scaleTo(transform.current.k * factor),
      centre: (area: Area) => go(around(area, transform.current.k)),
      moveBy: (dx: number, dy: number) => {
        const { x, y, k } = transform.current
        isTouched.current = true
        go(zoomIdentity.translate(x + dx, y + dy).scale(k), true)
      },
      reveal: (area: Area) => go(revealed(transform.current, area, size())),
      onMove: (listener: (transform: ZoomTransform) => void) => {
        listeners.current.add(listener)
        listener(transform.current)
        return () => {
          listeners.current.delete(listener)
        }
      },
    }
  }, [go])
  return { frame, transform, view, scale, isTouched, ...controls }
}

interface Size {
  width: number
  height: number
}

function fitScale(area: Area, size: Size): number {
  const across = (size.width - 2 * MARGIN) / Math.max(1, area.width)
  const down = (size.height - 2 * MARGIN) / Math.max(1, area.height)
  return Math.max(LEAST_SCALE, Math.min(1, across, down))
}

/** Where an area begins in a frame: in the middle if it fits, else so that the anchor is as near to the middle as may be. */
function placed(area: Area, anchor: Area, size: Size, scale: number): [x: number, y: number] {
  const along = (from: number, length: number, middle: number, room: number): number => {
    if (length * scale <= room - 2 * MARGIN) return room / 2 - (from + length / 2) * scale
    const wanted = room / 2 - middle * scale
    return Math.max(room - MARGIN - (from + length) * scale, Math.min(MARGIN - from * scale, wanted))
  }
  return [
    along(area.x, area.width, anchor.x + anchor.width / 2, size.width),
    along(area.y, area.height, anchor.y + anchor.height / 2, size.height),
  ]
}

function revealed(from: ZoomTransform, area: Area, size: Size): ZoomTransform {
  const [left, top] = from.apply([area.x, area.y])
  const [right, bottom] = from.apply([area.x + area.width, area.y + area.height])
  const dx = left < MARGIN ? MARGIN - left : Math.min(0, size.width - MARGIN - right)
  const dy = top < MARGIN ? MARGIN - top : Math.min(0, size.height - 2 * MARGIN - bottom)
  return dx === 0 && dy === 0 ? from : zoomIdentity.translate(from.x + dx, from.y + dy).scale(from.k)
}

function viewOf(element: HTMLElement, transform: ZoomTransform, extra: number): Area {
  const [width, height] = [element.clientWidth / transform.k, element.clientHeight / transform.k]
  const [x, y] = transform.invert([0, 0])
  return {
    x: x - width * extra,
    y: y - height * extra,
    width: width * (1 + 2 * extra),
    height: height * (1 + 2 * extra),
  }
}

function covers(outer: Area, inner: Area): boolean {
  return (
    outer.x <= inner.x &&
    outer.y <= inner.y &&
    outer.x + outer.width >= inner.x + inner.width &&
    outer.y + outer.height >= inner.y + inner.height
  )
}

/** Move in short steps; a later movement cuts an earlier one off. */
let gliding = 0
function glide(from: ZoomTransform, to: ZoomTransform, milliseconds: number, step: (at: ZoomTransform) => void): void {
  cancelAnimationFrame(gliding)
  if (milliseconds === 0) {
    step(to)
    return
  }
  const begun = performance.now()
  const next = () => {
    const part = Math.min(1, (performance.now() - begun) / milliseconds)
    const eased = 1 - (1 - part) ** 3
    const mix = (a: number, b: number) => a + (b - a) * eased
    step(zoomIdentity.translate(mix(from.x, to.x), mix(from.y, to.y)).scale(mix(from.k, to.k)))
    if (part < 1) gliding = requestAnimationFrame(next)
  }
  gliding = requestAnimationFrame(next)
}

function isControl(target: EventTarget | null): boolean {
  return target instanceof Element && target.closest('[data-graph-control]') !== null
}
