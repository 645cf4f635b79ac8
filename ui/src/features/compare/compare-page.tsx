import { useQuery } from '@tanstack/react-query'
import { Link, useNavigate, useSearch } from '@tanstack/react-router'
import { GitCompare } from 'lucide-react'
import { useMemo } from 'react'
import { comparisonOptions } from '@/api/metrics'
import type { Comparison } from '@/api/models'
import { buttonClass } from '@/components/ui/button'
import { EmptyState } from '@/components/ui/empty-state'
import { ErrorState } from '@/components/ui/error-state'
import { Checkbox } from '@/components/ui/field'
import { PageHeader } from '@/components/ui/page-header'
import { Skeleton } from '@/components/ui/skeleton'
import { Tabs } from '@/components/ui/tabs'
import { metricRows } from '@/domain/compared'
import { countText } from '@/domain/numbers'
import { usePage } from '@/lib/page'
import { ArtifactsTab } from './artifacts-tab'
import { ChartsTab } from './charts-tab'
import { type CompareSearch, readCompareSearch, writeCompareSearch } from './compare-search'
import { CurvesTab } from './curves-tab'
import { RunLegend } from './run-legend'
import type { ShownRun } from './shown-run'
import { TasksTab } from './tasks-tab'
import { ValueTable } from './value-table'

const TABS = [
  { id: 'params', label: 'Parameters' },
  { id: 'metrics', label: 'Metrics' },
  { id: 'charts', label: 'Charts' },
  { id: 'curves', label: 'Curves' },
  { id: 'artifacts', label: 'Artifacts' },
  { id: 'graph', label: 'Tasks' },
] as const

type Change = (part: { [K in keyof CompareSearch]?: CompareSearch[K] | undefined }) => void

/** Runs beside each other; which, measured against which, and what is open stand in the address. */
export function ComparePage() {
  usePage('Compare', { section: 'Runs' })
  const raw: Record<string, unknown> = useSearch({ strict: false })
  const search = useMemo(() => readCompareSearch(raw), [raw])
  const navigate = useNavigate()
  const ids = search.runs ?? []
  const comparison = useQuery(comparisonOptions(ids))
  const change: Change = (part) =>
    void navigate({ to: '.', search: writeCompareSearch({ ...search, ...part }) as never })
  return (
    <main className="flex min-h-0 flex-1 flex-col bg-surface">
      <PageHeader crumbs={[{ label: 'Runs', to: '/runs' }]} title={`Compare ${countText(ids.length, 'run')}`} />
      {ids.length === 0 && <NothingChosen />}
      {comparison.isError && (
        <ErrorState what="compare the runs" error={comparison.error} onRetry={() => void comparison.refetch()} />
      )}
      {ids.length > 0 && comparison.isPending && <Skeleton className="m-6 h-60" />}
      {ids.length > 0 && comparison.data && <Compared comparison={comparison.data} search={search} onChange={change} />}
    </main>
  )
}

function Compared({
  comparison,
  search,
  onChange,
}: {
  comparison: Comparison
  search: CompareSearch
  onChange: Change
}) {
  const runs = useMemo(() => shownRuns(comparison, search), [comparison, search])
  const visible = useMemo(() => runs.filter((run) => !run.isHidden), [runs])
  const metrics = useMemo(() => metricRows(comparison.metrics), [comparison])
  const parameters = useMemo(
    () => [...comparison.parameters].sort((a, b) => a.name.localeCompare(b.name)),
    [comparison],
  )
  const names = useMemo(() => new Map(comparison.tasks.map(({ node, name }) => [node, name])), [comparison])
  const tab = search.tab ?? 'params'
  const hidden = search.hide ?? []
  const without = (ids: readonly string[], id: string) => ids.filter((other) => other !== id)
  const differences = {
    onlyDifferences: search.diff !== '0',
    onOnlyDifferences: (only: boolean) => onChange({ diff: only ? undefined : '0' }),
  }
  const flip = {
    isFlipped: search.flip === '1',
    onFlip: (isFlipped: boolean) => onChange({ flip: isFlipped ? '1' : undefined }),
  }
  return (
    <div className="flex min-h-0 flex-1 flex-col border-border border-t md:flex-row">
      <RunLegend
        runs={runs}
        onHide={(id) => onChange({ hide: hidden.includes(id) ? without(hidden, id) : [...hidden, id] })}
        onBase={(id) => onChange({ base: id })}
        onRemove={(id) => onChange({ runs: without(search.runs ?? [], id), hide: without(hidden, id) })}
      />
      <div className="flex min-h-0 min-w-0 flex-1 flex-col">
        <Tabs
          label="Comparison"
          tabs={TABS}
          value={tab}
          onChange={(next) => onChange({ tab: next })}
          listClassName="px-4"
          panelClassName="flex min-h-0 flex-1 flex-col overflow-auto"
        >
          {tab === 'params' && (
            <ValueTable what="parameter" lines={parameters} runs={visible} {...differences} {...flip} />
          )}
          {tab === 'metrics' && (
            <ValueTable
              what="metric"
              lines={search.each === '1' ? metrics : metrics.filter((row) => !row.isIteration)}
              runs={visible}
              hasBest
              {...differences}
              {...flip}
            >
              {metrics.some((row) => row.isIteration) && (
                <Checkbox
                  checked={search.each === '1'}
                  onChange={(event) => onChange({ each: event.target.checked ? '1' : undefined })}
                >
                  Each iteration
                </Checkbox>
              )}
            </ValueTable>
          )}
          {tab === 'charts' && (
            <ChartsTab
              comparison={comparison}
              runs={visible}
              chosen={{ axes: search.axes, x: search.x, y: search.y }}
              onChoose={onChange}
            />
          )}
          {tab === 'curves' && <CurvesTab runs={visible} />}
          {tab === 'artifacts' && (
            <ArtifactsTab artifacts={comparison.artifacts} names={names} runs={visible} {...differences} />
          )}
          {tab === 'graph' && <TasksTab tasks={comparison.tasks} runs={visible} />}
        </Tabs>
      </div>
    </div>
  )
}

/** The runs in the order of the address; the first is the baseline unless another is pinned. */
export function shownRuns(comparison: Comparison, search: CompareSearch): ShownRun[] {
  const order = search.runs ?? []
  const runs = [...comparison.runs].sort((a, b) => order.indexOf(a.id) - order.indexOf(b.id))
  const base = runs.some((run) => run.id === search.base) ? search.base : runs[0]?.id
  return runs.map((run, color) => ({
    run,
    color,
    isHidden: search.hide?.includes(run.id) ?? false,
    isBase: run.id === base,
  }))
}

function NothingChosen() {
  return (
    <EmptyState
      title="No runs chosen"
      icon={<GitCompare size={28} aria-hidden />}
      action={
        <Link to="/runs" className={buttonClass({ variant: 'primary' })}>
          Choose runs
        </Link>
      }
    >
      Select runs in a list with x, then press c.
    </EmptyState>
  )
}
