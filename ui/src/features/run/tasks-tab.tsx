import { useMemo } from 'react'
import type { RunTasks, TaskRow } from '@/api/run'
import { Button } from '@/components/ui/button'
import { FilterChip } from '@/components/ui/chip'
import { EmptyState } from '@/components/ui/empty-state'
import { StateLabel } from '@/components/ui/state'
import { type Column, Table } from '@/components/ui/table'
import { Duration, Time } from '@/components/ui/time'
import { countStates, isLeaf, isRetrying, titleOf } from '@/domain/run-tasks'
import { wordOf } from '@/domain/states'
import type { ChangeSearch, RunPageSearch } from './run-search'

interface TasksTabProps {
  tasks: RunTasks
  search: RunPageSearch
  onChange: ChangeSearch
}

/** All tasks of the run in the order in which they began, and how many are in each state. */
export function TasksTab({ tasks, search, onChange }: TasksTabProps) {
  const leaves = useMemo(() => [...tasks.byPath.values()].filter(isLeaf), [tasks.byPath])
  const counts = useMemo(() => [...countStates(leaves)], [leaves])
  const wanted = search.state
  const rows = wanted ? leaves.filter((task) => stateKey(task) === wanted) : leaves
  return (
    <div className="flex min-h-0 flex-1 flex-col">
      <div className="flex flex-wrap items-center gap-2 px-6 py-2">
        {counts.map(([state, count]) => (
          <FilterChip
            key={state}
            isOn={wanted === state}
            count={count}
            onToggle={() => onChange({ state: wanted === state ? undefined : state })}
          >
            {state === 'CACHED' ? 'Cached' : wordOf(state)}
          </FilterChip>
        ))}
      </div>
      {rows.length === 0 ? (
        <EmptyState
          title={wanted ? `0 of ${leaves.length} tasks are shown` : 'No task has begun yet'}
          {...(wanted ? { action: <Button onClick={() => onChange({ state: undefined })}>Show all</Button> } : {})}
        />
      ) : (
        <Table
          label="Tasks"
          columns={COLUMNS}
          rows={rows}
          rowKey={(task) => task.path}
          onOpen={(task) => onChange({ task: task.path, attempt: undefined, line: undefined })}
          currentKey={search.task}
        />
      )}
    </div>
  )
}

function stateKey(task: TaskRow): string {
  return task.state === 'SUCCEEDED' && task.cached ? 'CACHED' : task.state
}

const COLUMNS: readonly Column<TaskRow>[] = [
  {
    id: 'state',
    header: 'State',
    width: '116px',
    cell: (task) => <StateLabel state={task.state} cached={task.cached} retrying={isRetrying(task)} />,
  },
  {
    id: 'task',
    header: 'Task',
    width: 'minmax(160px, 1.4fr)',
    cell: (task) => (
      <span className="font-medium" title={task.path}>
        {titleOf(task)}
      </span>
    ),
  },
  {
    id: 'started',
    header: 'Started',
    width: '88px',
    align: 'end',
    cell: (task) => <Time at={task.started_at} clock />,
  },
  {
    id: 'duration',
    header: 'Duration',
    width: '88px',
    align: 'end',
    cell: (task) =>
      task.state === 'RUNNING' ? <Duration since={task.started_at} /> : <Duration seconds={task.seconds} />,
  },
  { id: 'attempts', header: 'Attempts', width: '76px', align: 'end', cell: (task) => task.attempts || '–' },
  { id: 'exit', header: 'Exit', width: '56px', align: 'end', cell: (task) => task.exit_code ?? '–' },
  {
    id: 'message',
    header: 'Message',
    width: 'minmax(160px, 2fr)',
    cell: (task) => (
      <span
        title={task.failure?.message ?? task.note}
        className={task.state === 'FAILED' ? 'text-failed' : 'text-ink-2'}
      >
        {task.failure?.message ?? task.note}
      </span>
    ),
  },
]
