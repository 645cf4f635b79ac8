import { useQuery } from '@tanstack/react-query'
import { RotateCw, X } from 'lucide-react'
import { useMemo, useState } from 'react'
import { type RunTasks, type TaskDetail, type TaskRow, taskOptions } from '@/api/run'
import { Button, IconButton } from '@/components/ui/button'
import { EmptyState } from '@/components/ui/empty-state'
import { ErrorState } from '@/components/ui/error-state'
import { Skeleton } from '@/components/ui/skeleton'
import { StatePill } from '@/components/ui/state'
import { Tabs } from '@/components/ui/tabs'
import { Duration } from '@/components/ui/time'
import { isWithin, iterationsOf, nodeOf } from '@/domain/iterations'
import { byIteration, isLeaf, isRetrying, stateOfMany } from '@/domain/run-tasks'
import { isFinal } from '@/domain/states'
import { TaskMetrics } from '@/features/metrics/task-metrics'
import { useShortcut } from '@/lib/shortcuts'
import { AttemptPicker } from './attempt-picker'
import { IterationPicker } from './iteration-picker'
import { RetryDialog } from './retry-dialog'
import type { ChangeSearch, RunPageSearch } from './run-search'
import { TaskConfig } from './task-config'
import { TaskEvents } from './task-events'
import { TaskIo } from './task-io'
import { TaskLog } from './task-log'
import { TaskOverview } from './task-overview'
import { useNodeNames } from './use-run-graph'

interface TaskPanelProps {
  tasks: RunTasks
  /** The path of a task, or a node of the graph. */
  task: string
  search: RunPageSearch
  onChange: ChangeSearch
}

/** Everything about one task, beside the tabs of the run. */
export function TaskPanel({ tasks, task, search, onChange }: TaskPanelProps) {
  const node = nodeOf(task)
  const siblings = useMemo(
    () =>
      [...tasks.byPath.values()]
        .filter((row) => row.node === node && (isLeaf(row) || row.kind !== 'loop'))
        .sort(byIteration),
    [tasks.byPath, node],
  )
  // Of a node in a loop, the iteration that was shown first stays: a panel that jumps while one reads is worse than none.
  const [pinned, setPinned] = useState({ task: '', path: '' })
  const held = pinned.task === task ? tasks.byPath.get(pinned.path) : undefined
  const within = siblings.filter(({ path }) => isWithin(path, iterationsOf(task)))
  const row = tasks.byPath.get(task) ?? held ?? worst(within)
  if (row && row.path !== task && !held) setPinned({ task, path: row.path })
  const name = useNodeNames(tasks, !row || !isLeaf(row)).get(node) ?? row?.name ?? node.split('/').at(-1)
  const close = () => onChange({ task: undefined, attempt: undefined, line: undefined })
  useShortcut(']', 'Close the panel of the task', close)
  return (
    <section aria-label={`Task ${name}`} className="flex min-h-0 flex-1 flex-col">
      <header className="flex shrink-0 flex-col gap-1 px-4 pt-2.5">
        <div className="flex min-h-8 items-center gap-2">
          <h2 className="truncate font-semibold text-section">{name}</h2>
          {row && (
            <StatePill state={row.state} cached={row.cached} retrying={isRetrying(row)}>
              {row.state === 'RUNNING' ? <Duration since={row.started_at} /> : null}
            </StatePill>
          )}
          <div className="ml-auto flex items-center gap-1">
            <AttemptPicker row={row} search={search} onChange={onChange} />
            {row && isFinal(tasks.run.state) && isLeaf(row) && <RetryFrom tasks={tasks} path={row.path} />}
            <IconButton label="Close" shortcut="]" icon={<X size={16} />} onClick={close} />
          </div>
        </div>
        {siblings.length > 1 && row && (
          <IterationPicker
            run={tasks.run.id}
            tasks={siblings}
            current={row.path}
            onPick={(path) => onChange({ task: path, attempt: undefined, line: undefined })}
          />
        )}
      </header>
      {row ? (
        <TaskTabs run={tasks.run.id} row={row} search={search} onChange={onChange} />
      ) : (
        <EmptyState title={isFinal(tasks.run.state) ? 'This task was not reached' : 'This task has not begun'}>
          {isFinal(tasks.run.state)
            ? 'The run ended before it, or a condition around it was false.'
            : 'It waits for the tasks before it.'}
        </EmptyState>
      )}
    </section>
  )
}

/** The one to look at first: one that failed, then one that runs. */
function worst(rows: readonly TaskRow[]): TaskRow | undefined {
  const state = stateOfMany(rows.map((row) => row.state))
  return rows.find((row) => row.state === state)
}

function RetryFrom({ tasks, path }: { tasks: RunTasks; path: string }) {
  const [isAsked, setIsAsked] = useState(false)
  return (
    <>
      <Button
        size="small"
        variant="ghost"
        title="Do this task anew, with everything that follows it"
        onClick={() => setIsAsked(true)}
      >
        <RotateCw size={13} aria-hidden /> From here
      </Button>
      {isAsked && <RetryDialog tasks={tasks} from={path} onClose={() => setIsAsked(false)} />}
    </>
  )
}

const LEAF_TABS = [
  { id: 'overview', label: 'Overview' },
  { id: 'logs', label: 'Logs' },
  { id: 'io', label: 'Inputs & outputs' },
  { id: 'metrics', label: 'Metrics' },
  { id: 'config', label: 'Config' },
  { id: 'events', label: 'Events' },
] as const
const GROUP_TABS = LEAF_TABS.filter(({ id }) => id === 'overview' || id === 'io' || id === 'config' || id === 'events')

interface TaskTabsProps {
  run: string
  row: TaskRow
  search: RunPageSearch
  onChange: ChangeSearch
}

function TaskTabs({ run, row, search, onChange }: TaskTabsProps) {
  const detail = useQuery(taskOptions(run, row.path, row.seq))
  const tabs = isLeaf(row) ? LEAF_TABS : GROUP_TABS
  const tab = tabs.find(({ id }) => id === search.panel)?.id ?? 'overview'
  return (
    <Tabs
      label="Task"
      tabs={tabs}
      value={tab}
      onChange={(next) => onChange({ panel: next === 'overview' ? undefined : next })}
      listClassName="px-4"
      panelClassName="flex min-h-0 flex-1 flex-col overflow-auto"
    >
      {tab === 'logs' && <TaskLog {...{ run, row, search, onChange }} />}
      {tab === 'metrics' && <TaskMetrics runId={run} path={row.path} />}
      {tab !== 'logs' && tab !== 'metrics' && detail.isError && (
        <ErrorState what="load the task" error={detail.error} onRetry={() => void detail.refetch()} />
      )}
      {tab !== 'logs' && tab !== 'metrics' && detail.isPending && <Skeleton className="m-4 h-32" />}
      {detail.data && <DetailBody {...{ run, tab, onChange }} detail={detail.data} />}
    </Tabs>
  )
}

interface DetailBodyProps {
  run: string
  tab: string
  detail: TaskDetail
  onChange: ChangeSearch
}

function DetailBody({ run, tab, detail, onChange }: DetailBodyProps) {
  const onTask = (task: string) => onChange({ task, attempt: undefined, line: undefined })
  if (tab === 'overview') return <TaskOverview key={detail.path} {...{ run, detail, onChange }} />
  if (tab === 'events') return <TaskEvents detail={detail} />
  if (tab === 'io') return <TaskIo detail={detail} onTask={onTask} />
  if (tab === 'config') return <TaskConfig detail={detail} />
  return null
}
