import { useMemo } from 'react'
import { type Column, Table } from '@/components/ui/table'
import { aligned } from '@/domain/curves'
import { numberText } from '@/domain/numbers'
import type { ColoredCurve } from './line-chart'
import { SeriesMark } from './series-mark'

interface CurveTableProps {
  curves: readonly ColoredCurve[]
  height: number
}

interface Row {
  step: number
  index: number
}

/** The points of curves: what the chart shows, as numbers. */
export function CurveTable({ curves, height }: CurveTableProps) {
  const { steps, values } = useMemo(() => aligned(curves), [curves])
  const rows: Row[] = steps.map((step, index) => ({ step, index }))
  const columns: Column<Row>[] = [
    { id: 'step', header: 'Step', width: '72px', cell: (row) => numberText(row.step, 6) },
    ...curves.map(
      (curve, at): Column<Row> => ({
        id: curve.id,
        header: (
          <span className="inline-flex items-center gap-1.5">
            <SeriesMark index={curve.color} />
            {curve.label}
          </span>
        ),
        width: 'minmax(120px, 1fr)',
        align: 'end',
        cell: (row) => numberText(values[at]?.[row.index], 6),
      }),
    ),
  ]
  return (
    <div style={{ height }} className="flex flex-col">
      <Table label="Points" columns={columns} rows={rows} rowKey={(row) => String(row.index)} isDense />
    </div>
  )
}
