import { type PointerEvent, useId, useMemo, useRef, useState } from 'react'
import { numberText } from '@/domain/numbers'
import { nearest, type Roc, type RocPoint, rocPoints } from '@/domain/roc'
import { RocAxes } from './roc-axes'
import { type Box, FRAME, onScreen, SIZE, toData, WHOLE } from './roc-frame'
import { seriesColor, seriesDash } from './series-color'
import { SeriesMark } from './series-mark'

export interface RocSeries {
  id: string
  label: string
  color: number
  roc: Roc
}

interface Hover {
  series: RocSeries
  point: RocPoint
}

/** ROC curves over each other: the point under the pointer says its threshold; a dragged frame zooms, a double click undoes it. */
export function RocChart({ series, label }: { series: readonly RocSeries[]; label: string }) {
  const clip = useId()
  const frame = useRef<SVGSVGElement>(null)
  const [box, setBox] = useState<Box>(WHOLE)
  const [drag, setDrag] = useState<{ from: [number, number]; to: [number, number] } | null>(null)
  const [hover, setHover] = useState<Hover | null>(null)
  const lines = useMemo(() => series.map((item) => ({ item, points: rocPoints(item.roc) })), [series])

  const place = (event: PointerEvent): [number, number] => {
    const rect = frame.current?.getBoundingClientRect()
    if (!rect) return [0, 0]
    return [((event.clientX - rect.left) / rect.width) * SIZE, ((event.clientY - rect.top) / rect.height) * SIZE]
  }
  const onMove = (event: PointerEvent) => {
    const at = place(event)
    if (drag) setDrag({ ...drag, to: at })
    const [fpr, tpr] = toData(box, at)
    const found = lines.flatMap(({ item, points }) => {
      const point = nearest(points, fpr, tpr)
      return point ? [{ series: item, point }] : []
    })
    const gap = ({ point }: Hover) => (point.fpr - fpr) ** 2 + (point.tpr - tpr) ** 2
    setHover(found.sort((a, b) => gap(a) - gap(b))[0] ?? null)
  }
  const onUp = () => {
    if (drag && Math.hypot(drag.to[0] - drag.from[0], drag.to[1] - drag.from[1]) > 12) {
      setBox(boxOf(toData(box, drag.from), toData(box, drag.to)))
    }
    setDrag(null)
  }
  return (
    <div className="relative">
      <svg
        ref={frame}
        viewBox={`0 0 ${SIZE} ${SIZE}`}
        role="img"
        aria-label={label}
        className="block aspect-square w-full touch-none select-none"
        onPointerDown={(event) => setDrag({ from: place(event), to: place(event) })}
        onPointerMove={onMove}
        onPointerUp={onUp}
        onPointerLeave={() => {
          setHover(null)
          setDrag(null)
        }}
        onDoubleClick={() => setBox(WHOLE)}
      >
        <clipPath id={clip}>
          <rect {...FRAME} />
        </clipPath>
        <RocAxes box={box} />
        <g clipPath={`url(#${clip})`} fill="none">
          <path
            d={pathOf(box, [
              { fpr: 0, tpr: 0 },
              { fpr: 1, tpr: 1 },
            ])}
            className="stroke-border-strong"
            strokeDasharray="4 4"
          />
          {lines.map(({ item, points }) => (
            <path
              key={item.id}
              d={pathOf(box, points)}
              stroke={seriesColor(item.color)}
              strokeWidth={hover?.series.id === item.id && lines.length > 1 ? 3 : 2}
              strokeDasharray={seriesDash(item.color).join(' ') || undefined}
              strokeLinejoin="round"
            />
          ))}
          {hover && <Dot box={box} hover={hover} />}
        </g>
        {drag && <Dragged from={drag.from} to={drag.to} />}
      </svg>
      {hover && <RocTooltip box={box} hover={hover} isNamed={series.length > 1} />}
      {box !== WHOLE && (
        <button
          type="button"
          onClick={() => setBox(WHOLE)}
          className="absolute top-4 right-4 rounded-control border border-border bg-surface px-2 py-0.5 text-dense"
        >
          Show all
        </button>
      )}
    </div>
  )
}

function Dot({ box, hover }: { box: Box; hover: Hover }) {
  const [x, y] = onScreen(box, hover.point.fpr, hover.point.tpr)
  return (
    <circle cx={x} cy={y} r="4.5" fill={seriesColor(hover.series.color)} className="stroke-surface" strokeWidth="2" />
  )
}

function Dragged({ from, to }: { from: [number, number]; to: [number, number] }) {
  return (
    <rect
      x={Math.min(from[0], to[0])}
      y={Math.min(from[1], to[1])}
      width={Math.abs(from[0] - to[0])}
      height={Math.abs(from[1] - to[1])}
      className="fill-accent/10 stroke-accent"
    />
  )
}

function RocTooltip({ box, hover, isNamed }: { box: Box; hover: Hover; isNamed: boolean }) {
  const [x, y] = onScreen(box, hover.point.fpr, hover.point.tpr)
  const { fpr, tpr, threshold } = hover.point
  const isRight = x > SIZE / 2
  return (
    <div
      aria-hidden
      style={{
        top: `${Math.min(72, (y / SIZE) * 100)}%`,
        [isRight ? 'right' : 'left']: `${((isRight ? SIZE - x : x) / SIZE) * 100 + 3}%`,
      }}
      className="pointer-events-none absolute z-10 rounded-control border border-border bg-surface px-2 py-1.5 text-dense shadow-raised"
    >
      {isNamed && (
        <div className="flex max-w-48 items-center gap-1.5 font-medium">
          <SeriesMark index={hover.series.color} />
          <span className="truncate">{hover.series.label}</span>
        </div>
      )}
      <dl className="grid grid-cols-[auto_auto] gap-x-3 whitespace-nowrap">
        <dt className="text-ink-3">Threshold</dt>
        <dd className="text-right font-medium">{numberText(threshold)}</dd>
        <dt className="text-ink-3">True positives</dt>
        <dd className="text-right">{numberText(tpr, 3)}</dd>
        <dt className="text-ink-3">False positives</dt>
        <dd className="text-right">{numberText(fpr, 3)}</dd>
      </dl>
    </div>
  )
}

function pathOf(box: Box, points: readonly { fpr: number; tpr: number }[]): string {
  return points
    .map((point, index) => {
      const [x, y] = onScreen(box, point.fpr, point.tpr)
      return `${index ? 'L' : 'M'}${x.toFixed(1)} ${y.toFixed(1)}`
    })
    .join('')
}

function boxOf(a: readonly [number, number], b: readonly [number, number]): Box {
  const inside = (value: number) => Math.max(0, Math.min(1, value))
  return {
    x0: inside(Math.min(a[0], b[0])),
    x1: inside(Math.max(a[0], b[0], Math.min(a[0], b[0]) + 0.01)),
    y0: inside(Math.min(a[1], b[1])),
    y1: inside(Math.max(a[1], b[1], Math.min(a[1], b[1]) + 0.01)),
  }
}
