import { useEffect, useRef } from 'react'
import type { RunRow } from '@/api/models'
import { cellOf, type GridCell, type GridRow } from '@/domain/grid'
import { type Tone, toneOf } from '@/domain/states'
import { token, useShownTheme } from '@/lib/theme'
import { type GridFrame, HEAD, ROW } from './grid-frame'
import type { Place } from './run-grid'

interface GridCanvasProps {
  /** From the oldest to the newest. */
  columns: readonly RunRow[]
  rows: readonly GridRow[]
  cells: Readonly<Record<string, Readonly<Record<string, GridCell>>>>
  frame: GridFrame
  place: Place | null
}

const GAP = 2
const LEAST_BAR = 4

/** All cells and the bars above them, drawn anew as a whole: ten thousand cells take a few milliseconds. */
export function GridCanvas(props: GridCanvasProps) {
  const canvas = useRef<HTMLCanvasElement>(null)
  const theme = useShownTheme()
  const { columns, rows, cells, frame, place } = props
  const { width, height, pitch, top } = frame
  // biome-ignore lint/correctness/useExhaustiveDependencies: the colours follow the theme
  useEffect(() => {
    const element = canvas.current
    const pen = element?.getContext('2d')
    if (!element || !pen) return
    const scale = window.devicePixelRatio
    element.width = Math.round(width * scale)
    element.height = Math.round(height * scale)
    pen.scale(scale, scale)
    pen.clearRect(0, 0, width, height)
    const color = colors()
    const from = Math.floor(top / ROW)
    const to = Math.min(rows.length, Math.ceil((top + height - HEAD) / ROW))
    pen.save()
    pen.beginPath()
    pen.rect(0, HEAD, width, height - HEAD)
    pen.clip()
    for (let row = from; row < to; row++) {
      const y = HEAD + row * ROW - top
      if (place?.row === row) band(pen, color('hover'), 0, y, width, ROW)
      const own = rows[row]
      if (!own) continue
      columns.forEach((run, column) => {
        const cell = cellOf(own, cells[run.id])
        drawCell(pen, color, cell, { x: column * pitch, y, size: pitch - GAP, isGroup: own.isGroup })
      })
    }
    pen.restore()
    drawBars(pen, color, columns, pitch)
    if (place) outline(pen, color('text-3'), { x: place.column * pitch, pitch, height })
  }, [columns, rows, cells, width, height, pitch, top, place, theme])
  return <canvas ref={canvas} aria-hidden style={{ width, height }} className="block" />
}

type Colors = (name: string) => string

function colors(): Colors {
  const known = new Map<string, string>()
  return (name) => {
    const value = known.get(name) ?? token(name)
    known.set(name, value)
    return value
  }
}

interface CellBox {
  x: number
  y: number
  size: number
  isGroup: boolean
}

/** A full square with a sign for what stands out, so that it is told apart without its colour; a frame for what waits. */
function drawCell(pen: CanvasRenderingContext2D, color: Colors, cell: GridCell | null, box: CellBox): void {
  const height = Math.min(ROW - 6, Math.max(8, box.size))
  const y = box.y + (ROW - height) / 2
  if (!cell) {
    pen.fillStyle = color('border')
    pen.fillRect(box.x + box.size / 2 - 1, box.y + ROW / 2 - 1, 2, 2)
    return
  }
  const tone = toneOf(cell.state, { cached: cell.cached })
  const paint = color(`state-${tone}`)
  pen.globalAlpha = box.isGroup ? 0.45 : 1
  if (tone === 'pending' || tone === 'skipped') {
    pen.strokeStyle = paint
    pen.setLineDash(tone === 'skipped' ? [2, 2] : [])
    pen.strokeRect(box.x + 0.5, y + 0.5, box.size - 1, height - 1)
    pen.setLineDash([])
  } else {
    pen.fillStyle = paint
    pen.beginPath()
    pen.roundRect(box.x, y, box.size, height, Math.min(3, box.size / 3))
    pen.fill()
    if (box.size >= 10) drawSign(pen, color('on-state'), tone, box.x + box.size / 2, y + height / 2)
  }
  pen.globalAlpha = 1
}

function drawSign(pen: CanvasRenderingContext2D, paint: string, tone: Tone, x: number, y: number): void {
  pen.strokeStyle = paint
  pen.fillStyle = paint
  pen.lineWidth = 1.5
  pen.beginPath()
  if (tone === 'failed') {
    pen.moveTo(x - 2.5, y - 2.5)
    pen.lineTo(x + 2.5, y + 2.5)
    pen.moveTo(x + 2.5, y - 2.5)
    pen.lineTo(x - 2.5, y + 2.5)
  } else if (tone === 'cached') pen.arc(x, y, 2.5, -0.6, 4.2)
  else if (tone === 'running' || tone === 'retrying') pen.arc(x, y, 2.5, 0, 2 * Math.PI)
  else if (tone === 'canceled') pen.rect(x - 2, y - 2, 4, 4)
  pen.stroke()
  pen.lineWidth = 1
}

/** How long each run took, as a bar with the colour of its state; the root of the length, so that short ones are seen. */
function drawBars(pen: CanvasRenderingContext2D, color: Colors, columns: readonly RunRow[], pitch: number): void {
  const longest = Math.max(...columns.map((run) => run.seconds ?? 0), 0.001)
  columns.forEach((run, column) => {
    const height = Math.max(LEAST_BAR, Math.sqrt((run.seconds ?? 0) / longest) * (HEAD - 16))
    pen.fillStyle = color(`state-${toneOf(run.state)}`)
    pen.fillRect(column * pitch, HEAD - 8 - height, pitch - GAP, height)
  })
}

function band(pen: CanvasRenderingContext2D, paint: string, x: number, y: number, width: number, height: number): void {
  pen.fillStyle = paint
  pen.fillRect(x, y, width, height)
}

function outline(
  pen: CanvasRenderingContext2D,
  paint: string,
  box: { x: number; pitch: number; height: number },
): void {
  pen.strokeStyle = paint
  pen.strokeRect(box.x - 0.5, 1.5, box.pitch - GAP + 1, box.height - 3)
}
