import { useQuery } from '@tanstack/react-query'
import { ChevronLeft, ChevronRight } from 'lucide-react'
import { useState } from 'react'
import { previewOptions } from '@/api/artifacts'
import type { Json, TablePart } from '@/api/models'
import { IconButton } from '@/components/ui/button'
import { type Column, Table } from '@/components/ui/table'
import { countText, numberText } from '@/domain/numbers'
import { valueText } from '@/domain/values'

const ROWS = 100

interface TableViewProps {
  id: string
  path: string | undefined
  table: TablePart
}

interface Row {
  index: number
  cells: readonly Json[]
}

/** Rows of a table in pages that the server cuts. */
export function TableView({ id, path, table }: TableViewProps) {
  const [offset, setOffset] = useState(0)
  const page = useQuery({
    ...previewOptions(id, { rows: ROWS, offset, ...(path ? { path } : {}) }),
    enabled: offset > 0,
  }).data
  const shown = offset > 0 ? page?.table : table
  const rows: Row[] = (shown?.rows ?? []).map((cells, index) => ({ index: offset + index, cells }))
  const columns: Column<Row>[] = [
    {
      id: '#',
      header: <span className="sr-only">Row</span>,
      width: '56px',
      align: 'end',
      cell: (row) => <span className="text-ink-3">{row.index + 1}</span>,
    },
    ...table.columns.map(
      (name, at): Column<Row> => ({
        id: `${at} ${name}`,
        header: <span title={name}>{name}</span>,
        width: 'minmax(96px, 1fr)',
        align: typeof table.rows[0]?.[at] === 'number' ? 'end' : 'start',
        cell: (row) => cellText(row.cells[at]),
      }),
    ),
  ]
  const total = table.total_rows
  const isLast = total === null ? rows.length < ROWS : offset + ROWS >= total
  return (
    <div className="flex h-[65vh] min-h-60 grow flex-col">
      <Table label="Rows" columns={columns} rows={rows} rowKey={(row) => String(row.index)} isDense />
      <div className="flex h-9 shrink-0 items-center gap-2 border-border border-t px-6 text-dense text-ink-3">
        {`${offset + 1}–${offset + rows.length}${total === null ? '' : ` of ${countText(total, 'row')}`}`}
        <span className="ml-auto flex">
          <IconButton
            label="Rows before"
            icon={<ChevronLeft size={14} />}
            disabled={offset === 0}
            onClick={() => setOffset(Math.max(0, offset - ROWS))}
          />
          <IconButton
            label="Rows after"
            icon={<ChevronRight size={14} />}
            disabled={isLast}
            onClick={() => setOffset(offset + ROWS)}
          />
        </span>
      </div>
    </div>
  )
}

function cellText(value: Json | undefined): string {
  if (value === null || value === undefined) return ''
  return typeof value === 'number' ? numberText(value, 6) : typeof value === 'string' ? value : valueText(value)
}
