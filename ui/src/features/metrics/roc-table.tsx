import { type Column, Table } from '@/components/ui/table'
import { numberText } from '@/domain/numbers'
import { type Roc, rocPoints } from '@/domain/roc'

interface Row {
  index: number
  fpr: number
  tpr: number
  threshold: number | null
}

const COLUMNS: Column<Row>[] = [
  { id: 'threshold', header: 'Threshold', width: '1fr', align: 'end', cell: (row) => numberText(row.threshold) },
  { id: 'tpr', header: 'True positives', width: '1fr', align: 'end', cell: (row) => numberText(row.tpr, 3) },
  { id: 'fpr', header: 'False positives', width: '1fr', align: 'end', cell: (row) => numberText(row.fpr, 3) },
]

/** The points of a ROC curve: what the picture shows, as numbers. */
export function RocTable({ roc }: { roc: Roc }) {
  const rows = rocPoints(roc).map((point, index) => ({ ...point, index }))
  return (
    <div className="flex h-90 flex-col">
      <Table
        label="Points of the ROC curve"
        columns={COLUMNS}
        rows={rows}
        rowKey={(row) => String(row.index)}
        isDense
      />
    </div>
  )
}
