import type { ZoomTransform } from 'd3-zoom'
import { useEffect, useRef } from 'react'
import type { Tone } from '@/domain/states'
import type { Box, Layout } from '@/graph/layout'
import { routePath } from '@/graph/route'
import type { SpatialIndex } from '@/graph/spatial'
import { token, useShownTheme } from '@/lib/theme'
import type { Decoration } from './decoration'
import type { ZoomControls } from './use-zoom'

interface BlocksProps {
  zoom: ZoomControls
  layout: Layout
  index: SpatialIndex<Box>
  decorations: ReadonlyMap<string, Decoration>
  selected: string | null
  isDimmed: (id: string) => boolean
}

interface Paints {
  tones: Record<Tone, string>
  surface: string
  border: string
  line: string
  text: string
  faint: string
  accent: string
}

const TONES: readonly Tone[] = [
  'pending',
  'running',
  'succeeded',
  'cached',
  'failed',
  'skipped',
  'canceled',
  'retrying',
  'paused',
]
/** A name is written in its block when it is at least so wide on the screen. */
const LEAST_NAMED = 44

/** The whole graph from afar: coloured blocks on one canvas. Nodes as HTML would be too many, and too small to read. */
export function Blocks({ zoom, layout, index, decorations, selected, isDimmed }: BlocksProps) {
  const canvas = useRef<HTMLCanvasElement>(null)
  const theme = useShownTheme()
  const { onMove } = zoom
  // biome-ignore lint/correctness/useExhaustiveDependencies: colours are read anew for each theme
  useEffect(() => {
    const element = canvas.current
    const context = element?.getContext('2d')
    if (!element || !context) return
    const paints = readPaints()
    const lines = new Path2D(layout.routes.map((route) => routePath(route, layout.direction)).join(''))
    let pending = 0
    let at: ZoomTransform | null = null
    const draw = () => {
      pending = 0
      if (at) drawBlocks({ element, context, lines, paints, at, layout, index, decorations, selected, isDimmed })
    }
    const stop = onMove((transform) => {
      at = transform
      pending ||= requestAnimationFrame(draw)
    })
    return () => {
      stop()
      cancelAnimationFrame(pending)
    }
  }, [onMove, layout, index, decorations, selected, isDimmed, theme])
  return <canvas ref={canvas} className="pointer-events-none absolute inset-0 size-full" aria-hidden />
}

interface Scene {
  element: HTMLCanvasElement
  context: CanvasRenderingContext2D
  lines: Path2D
  paints: Paints
  at: ZoomTransform
  layout: Layout
  index: SpatialIndex<Box>
  decorations: ReadonlyMap<string, Decoration>
  selected: string | null
  isDimmed: (id: string) => boolean
}

function drawBlocks(scene: Scene): void {
  const { element, context, lines, paints, at, index, selected } = scene
  const ratio = window.devicePixelRatio || 1
  const [width, height] = [element.clientWidth, element.clientHeight]
  if (element.width !== Math.round(width * ratio) || element.height !== Math.round(height * ratio)) {
    element.width = Math.round(width * ratio)
    element.height = Math.round(height * ratio)
  }
  context.setTransform(ratio, 0, 0, ratio, 0, 0)
  context.clearRect(0, 0, width, height)
  const [x, y] = at.invert([0, 0])
  const shown = index.within({ x, y, width: width / at.k, height: height / at.k })
  context.setTransform(ratio * at.k, 0, 0, ratio * at.k, ratio * at.x, ratio * at.y)
  drawFrames(scene, shown)
  context.lineWidth = 1 / at.k
  context.strokeStyle = paints.line
  context.globalAlpha = 0.45
  context.stroke(lines)
  context.globalAlpha = 1
  drawNodes(scene, shown)
  const chosen = shown.find((box) => box.id === selected)
  if (chosen) {
    context.strokeStyle = paints.accent
    context.lineWidth = 2.5 / at.k
    context.strokeRect(chosen.x, chosen.y, chosen.width, chosen.height)
  }
  context.setTransform(ratio, 0, 0, ratio, 0, 0)
  drawNames(scene, shown)
}

function drawFrames({ context, paints, at }: Scene, shown: readonly Box[]): void {
  context.lineWidth = 1 / at.k
  context.strokeStyle = paints.border
  context.fillStyle = paints.surface
  for (const box of shown) {
    if (!box.isOpen) continue
    context.globalAlpha = 0.5
    context.fillRect(box.x, box.y, box.width, box.height)
    context.globalAlpha = 1
    context.strokeRect(box.x, box.y, box.width, box.height)
  }
}

/** All blocks of one colour at once: a change of colour costs more than a block. */
function drawNodes({ context, paints, decorations, isDimmed }: Scene, shown: readonly Box[]): void {
  const byPaint = new Map<string, Box[]>()
  for (const box of shown) {
    if (box.isOpen) continue
    const decoration = decorations.get(box.id)
    const tone = decoration?.tone ? paints.tones[decoration.tone] : paints.faint
    const key = `${decoration?.isFaint || isDimmed(box.id) ? 0.25 : 1} ${tone}`
    const boxes = byPaint.get(key)
    if (boxes) boxes.push(box)
    else byPaint.set(key, [box])
  }
  for (const [key, boxes] of byPaint) {
    const [alpha = '1', tone = ''] = key.split(' ', 2)
    context.globalAlpha = Number(alpha)
    context.fillStyle = tone
    context.beginPath()
    for (const box of boxes) context.rect(box.x, box.y, box.width, box.height)
    context.fill()
  }
  context.globalAlpha = 1
}

/** Names in the size of the screen, where there is room for them. */
function drawNames({ context, paints, at, decorations, isDimmed }: Scene, shown: readonly Box[]): void {
  context.textBaseline = 'middle'
  context.font = '500 11px "Inter Variable", sans-serif'
  for (const box of shown) {
    const room = box.width * at.k - 8
    if (room < LEAST_NAMED || isDimmed(box.id)) continue
    const title = decorations.get(box.id)?.title ?? ''
    const [left, top] = at.apply([box.x, box.y])
    if (!box.isOpen && box.height * at.k < 12) continue
    context.fillStyle = box.isOpen ? paints.text : paints.surface
    context.fillText(shortened(context, title, room), left + 4, box.isOpen ? top + 8 : top + (box.height * at.k) / 2)
  }
}

function shortened(context: CanvasRenderingContext2D, text: string, room: number): string {
  const letters = Math.floor(room / 6)
  if (text.length <= letters || context.measureText(text).width <= room) return text
  return `${text.slice(0, Math.max(1, letters - 1))}…`
}

function readPaints(): Paints {
  const tones = Object.fromEntries(TONES.map((tone) => [tone, token(`state-${tone}`)])) as Record<Tone, string>
  return {
    tones,
    surface: token('surface'),
    border: token('border'),
    line: token('border-strong'),
    text: token('text-2'),
    faint: token('border-strong'),
    accent: token('accent'),
  }
}
