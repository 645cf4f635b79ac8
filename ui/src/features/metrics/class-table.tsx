import { type Confusion, classScores } from '@/domain/confusion'
import { numberText, percentText } from '@/domain/numbers'

/** Precision, recall and F1 of each class, from a confusion matrix. */
export function ClassTable({ confusion }: { confusion: Confusion }) {
  return (
    <table className="w-full text-dense">
      <thead className="text-left text-ink-3">
        <tr className="h-7 [&>th]:font-normal">
          <th scope="col">Class</th>
          <th scope="col" className="text-right">
            Precision
          </th>
          <th scope="col" className="text-right">
            Recall
          </th>
          <th scope="col" className="text-right">
            F1
          </th>
          <th scope="col" className="text-right">
            Examples
          </th>
        </tr>
      </thead>
      <tbody>
        {classScores(confusion).map((score, index) => (
          <tr key={index} className="h-7 border-border/60 border-t">
            <th scope="row" className="max-w-40 truncate text-left font-medium">
              {score.label}
            </th>
            <td className="text-right">{share(score.precision)}</td>
            <td className="text-right">{share(score.recall)}</td>
            <td className="text-right">{numberText(score.f1, 3)}</td>
            <td className="text-right">{numberText(score.support)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}

function share(value: number | null): string {
  return value === null ? '–' : percentText(value)
}
