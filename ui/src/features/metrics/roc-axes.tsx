import { type Box, FRAME, onScreen } from './roc-frame'

const TICKS = [0, 0.2, 0.4, 0.6, 0.8, 1]

/** The grid of a ROC curve with its two names. */
export function RocAxes({ box }: { box: Box }) {
  const bottom = FRAME.y + FRAME.height
  const right = FRAME.x + FRAME.width
  return (
    <g aria-hidden className="fill-ink-3 text-[11px]">
      {TICKS.map((part) => {
        const fpr = box.x0 + part * (box.x1 - box.x0)
        const tpr = box.y0 + part * (box.y1 - box.y0)
        const [x, y] = onScreen(box, fpr, tpr)
        return (
          <g key={part}>
            <line x1={x} x2={x} y1={FRAME.y} y2={bottom} className="stroke-border" />
            <line x1={FRAME.x} x2={right} y1={y} y2={y} className="stroke-border" />
            <text x={x} y={bottom + 15} textAnchor="middle">
              {tick(fpr)}
            </text>
            <text x={FRAME.x - 6} y={y + 4} textAnchor="end">
              {tick(tpr)}
            </text>
          </g>
        )
      })}
      <text x={FRAME.x + FRAME.width / 2} y={bottom + 34} textAnchor="middle">
        False positive rate
      </text>
      <text transform={`translate(10 ${FRAME.y + FRAME.height / 2}) rotate(-90)`} textAnchor="middle">
        True positive rate
      </text>
    </g>
  )
}

function tick(value: number): string {
  return String(Number(value.toFixed(3)))
}
