import { type Confusion, cell, difference, normalized, total } from '@/domain/confusion'
import { deltaText, numberText, percentText } from '@/domain/numbers'
import { cx } from '@/lib/class-names'

interface ConfusionTableProps {
  confusion: Confusion
  caption: string
  /** Shares of each row instead of counts. */
  isNormalized: boolean
  /** Show how it differs from this one. */
  base?: Confusion | null
}

/** The darkest mix of colour and surface on which text still reaches 4.5:1 in both themes. */
const STRONGEST = 72

/** A confusion matrix as a table: a row is what something was, a column what it was taken for. */
export function ConfusionTable({ confusion, caption, isNormalized, base }: ConfusionTableProps) {
  const own = isNormalized ? normalized(confusion) : confusion
  const changed = base ? difference(own, isNormalized ? normalized(base) : base) : null
  const shown = changed ?? own
  const top = Math.max(...shown.matrix.flat().map(Math.abs), 0)
  const isDense = confusion.labels.length > 8
  const write = (value: number) => {
    if (changed) return isNormalized ? `${deltaText(value * 100, 2)} pp` : deltaText(value)
    return isNormalized ? percentText(value, isDense ? 0 : 1) : numberText(value)
  }
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls is reached by keyboard
    <section aria-label={caption} tabIndex={0} className="max-h-100 overflow-auto rounded-control">
      <table className="border-separate border-spacing-0.5">
        <caption className="sr-only">
          {`${caption}: ${numberText(total(confusion))} examples; a row is the true class, a column the predicted one`}
        </caption>
        <thead>
          <tr>
            <td className="px-2 text-micro text-ink-3">true ↓ predicted →</td>
            {confusion.labels.map((label, index) => (
              <th
                key={index}
                scope="col"
                className={cx('px-1 pb-1 font-medium text-dense text-ink-2', isDense && 'h-20')}
              >
                <span className={cx('block max-w-28 truncate', isDense && 'vertical mx-auto max-h-20')} title={label}>
                  {label}
                </span>
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {confusion.labels.map((label, row) => (
            <tr key={row}>
              <th
                scope="row"
                className="max-w-36 truncate pr-2 text-right font-medium text-dense text-ink-2"
                title={label}
              >
                {label}
              </th>
              {confusion.labels.map((predicted, column) => (
                <td
                  key={column}
                  title={`${label} taken for ${predicted}: ${numberText(cell(confusion, row, column))}`}
                  style={{ background: shade(cell(shown, row, column), top, changed !== null) }}
                  className={cx(
                    'rounded-chip text-center tabular-nums',
                    isDense ? 'h-7 min-w-9 px-1 text-micro' : 'h-12 min-w-16 px-2',
                    row === column && 'font-semibold',
                  )}
                >
                  {write(cell(shown, row, column))}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  )
}

/** From the ground to the first colour; differences go to red below zero. */
function shade(value: number, top: number, isDifference: boolean): string {
  const share = top ? Math.abs(value) / top : 0
  const color = isDifference && value < 0 ? 'var(--state-failed)' : 'var(--series-1)'
  const strongest = isDifference ? STRONGEST * 0.6 : STRONGEST
  return `color-mix(in oklab, ${color} ${(Math.sqrt(share) * strongest).toFixed(0)}%, var(--sunken))`
}
