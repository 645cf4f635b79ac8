import { seriesColor, seriesDash } from './series-color'

/** A piece of a curve's line, beside its name. */
export function SeriesMark({ index, isFaint }: { index: number; isFaint?: boolean }) {
  return (
    <svg width="16" height="8" aria-hidden="true" className="shrink-0" opacity={isFaint ? 0.3 : 1}>
      <line
        x1="0"
        y1="4"
        x2="16"
        y2="4"
        stroke={seriesColor(index)}
        strokeWidth="2.5"
        strokeDasharray={seriesDash(index).join(' ') || undefined}
      />
    </svg>
  )
}
