import { useNavigate } from '@tanstack/react-router'
import { useMemo, useState } from 'react'
import type { RunQuery } from '@/api/run-lists'
import { ErrorState } from '@/components/ui/error-state'
import { SkeletonRows } from '@/components/ui/skeleton'
import { Table } from '@/components/ui/table'
import { parseSort, sortText } from '@/components/ui/table-head'
import { countText } from '@/domain/numbers'
import { useShortcut } from '@/lib/shortcuts'
import { NoRuns } from './no-runs'
import { runColumns } from './run-columns'
import { SelectionBar } from './selection-bar'
import { useRunList } from './use-run-list'

interface RunsTableProps {
  query: RunQuery
  onSort: (sort: string) => void
  /** The filters that hide rows, in words, and how they are taken away. */
  filters: readonly string[]
  onClear: () => void
  hidesPipeline?: boolean
  hidesExperiment?: boolean
  /** False while the question is not understood: nothing is asked. */
  isEnabled?: boolean
}

/** Runs as a table: sorted by the server, followed live; selected ones are compared, archived, tagged, deleted. */
export function RunsTable(props: RunsTableProps) {
  const { query, onSort, filters, onClear, isEnabled = true } = props
  const navigate = useNavigate()
  const { list, rows, more, total } = useRunList(query, isEnabled)
  const [selected, setSelected] = useState<ReadonlySet<string>>(new Set())
  const chosen = useMemo(() => rows.filter((run) => selected.has(run.id)), [rows, selected])
  const columns = useMemo(
    () =>
      runColumns({
        cols: query.column ?? [],
        hidesPipeline: props.hidesPipeline ?? false,
        hidesExperiment: props.hidesExperiment ?? false,
      }),
    [query.column, props.hidesPipeline, props.hidesExperiment],
  )
  const compare = () => {
    if (chosen.length > 1) void navigate({ to: `/compare?runs=${chosen.map((run) => run.id).join(',')}` as string })
  }
  useShortcut('c', 'Compare the selected runs', compare, { isEnabled: chosen.length > 1 })

  if (list.isError) return <ErrorState what="load the runs" error={list.error} onRetry={() => void list.refetch()} />
  if (list.isPending) return <SkeletonRows rows={12} />
  if (rows.length === 0) return <NoRuns filters={filters} onClear={onClear} />
  return (
    <div className="flex min-h-0 flex-1 flex-col">
      <Table
        label="Runs"
        isMain
        columns={columns}
        rows={rows}
        rowKey={(run) => run.id}
        onOpen={(run) => void navigate({ to: `/runs/${run.id}` as string })}
        sort={parseSort(query.sort)}
        onSort={(sort) => onSort(sortText(sort))}
        selected={selected}
        onSelect={setSelected}
        onEnd={more}
      />
      <div className="flex min-h-9 shrink-0 items-center gap-3 border-border border-t px-6 text-dense text-ink-3">
        {chosen.length > 0 ? (
          <SelectionBar runs={chosen} onCompare={compare} onDone={() => setSelected(new Set())} />
        ) : (
          <output>
            {total === null ? countText(rows.length, 'run') : `${rows.length} of ${countText(total, 'run')}`}
          </output>
        )}
      </div>
    </div>
  )
}
