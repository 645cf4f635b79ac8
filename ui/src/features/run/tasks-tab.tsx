import { Download } from 'lucide-react'
import { useMemo, useState } from 'react'
import type { RunTasks, TaskRow } from '@/api/run'
import { Button, IconButton } from '@/components/ui/button'
import { FilterChip } from '@/components/ui/chip'
import { EmptyState } from '@/components/ui/empty-state'
import { Input } from '@/components/ui/field'
import { StateLabel, toneText } from '@/components/ui/state'
import { type Column, Table } from '@/components/ui/table'
import { parseSort, sortText } from '@/components/ui/table-head'
import { Duration, Time } from '@/components/ui/time'
import { durationText, secondsBetween } from '@/domain/durations'
import { bytesText } from '@/domain/numbers'
import { countStates, isLeaf, isRetrying, titleOf } from '@/domain/run-tasks'
import { isFinal, toneOf, wordOf } from '@/domain/states'
import { messageOf, tableRows, tasksCsv } from '@/domain/task-table'
import { cx } from '@/lib/class-names'
import { saveText } from '@/lib/download'
import { useNow } from '@/lib/now'
import type { ChangeSearch, RunPageSearch } from './run-search'

interface TasksTabProps {
  tasks: RunTasks
  search: RunPageSearch
  onChange: ChangeSearch
}

const IN_ORDER = { id: 'started', isDescending: false }

/** All tasks of the run, how many are in each state, and what each took. */
export function TasksTab({ tasks, search, onChange }: TasksTabProps) {
  const [text, setText] = useState('')
  const now = useNow(!isFinal(tasks.run.state))
  const leaves = useMemo(() => [...tasks.byPath.values()].filter(isLeaf), [tasks.byPath])
  const counts = useMemo(() => [...countStates(leaves)], [leaves])
  const order = parseSort(search.sort) ?? IN_ORDER
  const state = search.state
  // While it runs only the order by duration changes with the time.
  const moment = order.id === 'duration' ? now : 0
  const rows = useMemo(
    () => tableRows(leaves, { state, text, order: parseSort(search.sort) ?? IN_ORDER, now: moment }),
    [leaves, state, text, search.sort, moment],
  )
  const longest = useMemo(
    () => leaves.reduce((most, task) => Math.max(most, secondsBetween(task.started_at, task.ended_at, now) ?? 0), 0),
    [leaves, now],
  )
  const columns = useMemo(() => columnsOf(longest), [longest])
  const showAll = () => {
    setText('')
    onChange({ state: undefined })
  }
  return (
    <div className="flex min-h-0 flex-1 flex-col">
      <div className="flex flex-wrap items-center gap-2 px-6 py-2">
        {counts.map(([key, count]) => (
          <FilterChip
            key={key}
            isOn={state === key}
            count={count}
            onToggle={() => onChange({ state: state === key ? undefined : key })}
          >
            {key === 'CACHED' ? 'Cached' : wordOf(key)}
          </FilterChip>
        ))}
        <span className="ml-auto w-52">
          <Input
            type="search"
            aria-label="Find a task"
            placeholder="Find a task or a message"
            value={text}
            onChange={(event) => setText(event.target.value)}
            className="h-7"
          />
        </span>
        <IconButton
          label="Download as CSV"
          icon={<Download size={14} />}
          onClick={() => saveText(`${tasks.run.name}-tasks.csv`, tasksCsv(rows, now))}
        />
      </div>
      {rows.length === 0 ? (
        <EmptyState
          title={leaves.length > 0 ? `0 of ${leaves.length} tasks are shown` : 'No task has begun yet'}
          {...(leaves.length > 0 ? { action: <Button onClick={showAll}>Show all</Button> } : {})}
        />
      ) : (
        <Table
          label="Tasks"
          columns={columns}
          rows={rows}
          rowKey={(task) => task.path}
          onOpen={(task) => onChange({ task: task.path, attempt: undefined, line: undefined })}
          sort={order}
          onSort={(sort) => onChange({ sort: sortText(sort) })}
          currentKey={search.task}
        />
      )}
    </div>
  )
}

function columnsOf(longest: number): readonly Column<TaskRow>[] {
  return [
    {
      id: 'state',
      header: 'State',
      width: '116px',
      isSortable: true,
      cell: (task) => <StateLabel state={task.state} cached={task.cached} retrying={isRetrying(task)} />,
    },
    {
      id: 'task',
      header: 'Task',
      width: 'minmax(160px, 1.4fr)',
      isSortable: true,
      cell: (task) => (
        <span className="font-medium" title={task.path}>
          {titleOf(task)}
        </span>
      ),
    },
    {
      id: 'started',
      header: 'Started',
      width: '96px',
      align: 'end',
      isSortable: true,
      cell: (task) => <Time at={task.started_at} clock />,
    },
    {
      id: 'duration',
      header: 'Duration',
      width: '180px',
      isSortable: true,
      cell: (task) => <Length task={task} longest={longest} />,
    },
    {
      id: 'attempts',
      header: 'Attempts',
      width: '92px',
      align: 'end',
      isSortable: true,
      cell: (task) => task.attempts || '–',
    },
    {
      id: 'memory',
      header: 'Peak memory',
      width: '108px',
      align: 'end',
      isSortable: true,
      cell: (task) => bytesText(task.peak_memory_bytes),
    },
    {
      id: 'cpu',
      header: 'CPU time',
      width: '88px',
      align: 'end',
      isSortable: true,
      cell: (task) => (task.cpu_seconds === null ? '–' : durationText(task.cpu_seconds)),
    },
    {
      id: 'saved',
      header: 'Saved',
      width: '80px',
      align: 'end',
      cell: (task) => (task.cached_from ? durationText(task.cached_from.saved_seconds) : ''),
    },
    {
      id: 'exit',
      header: 'Exit',
      width: '68px',
      align: 'end',
      isSortable: true,
      cell: (task) => task.exit_code ?? '–',
    },
    {
      id: 'message',
      header: 'Message',
      width: 'minmax(160px, 2fr)',
      cell: (task) => (
        <span title={messageOf(task)} className={task.state === 'FAILED' ? 'text-failed' : 'text-ink-2'}>
          {messageOf(task)}
        </span>
      ),
    },
  ]
}

/** How long a task took, beside the longest one. */
function Length({ task, longest }: { task: TaskRow; longest: number }) {
  const now = useNow(task.state === 'RUNNING')
  const seconds = secondsBetween(task.started_at, task.ended_at, now)
  if (seconds === null) return <span className="text-ink-3">–</span>
  return (
    <span className="flex items-center gap-2">
      <span className="w-16 shrink-0 text-right">
        {task.state === 'RUNNING' ? <Duration since={task.started_at} /> : durationText(seconds)}
      </span>
      <span className="h-1.5 min-w-0 flex-1">
        <span
          style={{ width: `${longest > 0 ? Math.min(1, seconds / longest) * 100 : 0}%` }}
          className={cx('block h-full min-w-0.5 rounded-full bg-current', toneText[toneOf(task.state, task)])}
        />
      </span>
    </span>
  )
}
