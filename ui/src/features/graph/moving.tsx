import { type ReactNode, useLayoutEffect, useRef } from 'react'
import type { ZoomControls } from './use-zoom'

/** What moves and grows with the drawing. It is moved without React. */
export function Moving({ zoom, children }: { zoom: ZoomControls; children: ReactNode }) {
  const element = useRef<HTMLDivElement>(null)
  const { onMove } = zoom
  useLayoutEffect(
    () =>
      onMove(({ x, y, k }) => {
        if (element.current) element.current.style.transform = `translate(${x}px,${y}px) scale(${k})`
      }),
    [onMove],
  )
  return (
    <div ref={element} className="absolute top-0 left-0 origin-top-left">
      {children}
    </div>
  )
}

const SPACING = 20

/** The dots of the ground, which move with the drawing. */
export function Dots({ zoom }: { zoom: ZoomControls }) {
  const element = useRef<HTMLDivElement>(null)
  const { onMove } = zoom
  useLayoutEffect(
    () =>
      onMove(({ x, y, k }) => {
        if (!element.current) return
        const spacing = SPACING * k * 2 ** Math.max(0, Math.ceil(Math.log2(0.6 / k)))
        element.current.style.backgroundSize = `${spacing}px ${spacing}px`
        element.current.style.backgroundPosition = `${x}px ${y}px`
      }),
    [onMove],
  )
  return (
    <div
      ref={element}
      aria-hidden
      className="pointer-events-none absolute inset-0 bg-[radial-gradient(var(--border)_1px,transparent_1px)]"
    />
  )
}
