import { useMemo, useState } from 'react'
import type { RunTasks, TaskRow } from '@/api/run'
import { Input } from '@/components/ui/field'
import { StateIcon } from '@/components/ui/state'
import { isWithin, iterationsOf, nodeOf } from '@/domain/iterations'
import { isLeaf, isRetrying, titleOf } from '@/domain/run-tasks'
import { cx } from '@/lib/class-names'
import { AttemptPicker } from './attempt-picker'
import { LogTails } from './log-tails'
import type { ChangeSearch, RunPageSearch } from './run-search'
import { TaskLog } from './task-log'

interface LogsTabProps {
  tasks: RunTasks
  search: RunPageSearch
  onChange: ChangeSearch
}

/** The logs of all tasks: the end of each, or one in full. */
export function LogsTab({ tasks, search, onChange }: LogsTabProps) {
  const leaves = useMemo(() => [...tasks.byPath.values()].filter(isLeaf).sort(byStart), [tasks.byPath])
  const row = search.task === undefined ? undefined : chosenRow(leaves, search.task)
  const open = (path: string | undefined) => onChange({ task: path, attempt: undefined, line: undefined })
  return (
    <div className="flex min-h-0 flex-1">
      <TaskList leaves={leaves} current={row?.path} onOpen={open} />
      <section
        aria-label={row ? `Log of ${titleOf(row)}` : 'The end of each log'}
        className="flex min-w-0 flex-1 flex-col"
      >
        {row ? (
          <>
            {row.attempts > 1 && (
              <div className="flex shrink-0 items-center gap-3 px-4 pt-2">
                <AttemptPicker row={row} search={search} onChange={onChange} />
              </div>
            )}
            <TaskLog run={tasks.run.id} {...{ row, search, onChange }} />
          </>
        ) : (
          <LogTails tasks={tasks} onOpen={open} />
        )}
      </section>
    </div>
  )
}

interface TaskListProps {
  leaves: readonly TaskRow[]
  current: string | undefined
  onOpen: (path: string | undefined) => void
}

function TaskList({ leaves, current, onOpen }: TaskListProps) {
  const [text, setText] = useState('')
  const wanted = text.trim().toLowerCase()
  const shown = wanted ? leaves.filter((task) => titleOf(task).toLowerCase().includes(wanted)) : leaves
  return (
    <nav aria-label="Tasks" className="flex w-60 shrink-0 flex-col border-border border-r">
      <div className="px-3 pt-2 pb-1">
        <Input
          type="search"
          aria-label="Find a task"
          placeholder="Find a task"
          value={text}
          onChange={(event) => setText(event.target.value)}
          className="h-7"
        />
      </div>
      <ul className="min-h-0 flex-1 overflow-auto px-1.5 pb-3">
        <Item isCurrent={current === undefined} onOpen={() => onOpen(undefined)}>
          All, the last lines
        </Item>
        {shown.map((task) => (
          <Item key={task.path} isCurrent={task.path === current} onOpen={() => onOpen(task.path)}>
            <StateIcon state={task.state} cached={task.cached} retrying={isRetrying(task)} size={14} />
            <span className="truncate" title={task.path}>
              {titleOf(task)}
            </span>
          </Item>
        ))}
      </ul>
    </nav>
  )
}

interface ItemProps {
  isCurrent: boolean
  onOpen: () => void
  children: React.ReactNode
}

function Item({ isCurrent, onOpen, children }: ItemProps) {
  return (
    <li>
      <button
        type="button"
        aria-current={isCurrent}
        onClick={onOpen}
        className={cx(
          'row-height flex w-full items-center gap-2 rounded-chip px-2 text-left',
          isCurrent ? 'bg-accent-soft font-medium' : 'hover:bg-hover',
        )}
      >
        {children}
      </button>
    </li>
  )
}

/** The task of the address; of a node of the graph, the one that failed, or the first. */
function chosenRow(leaves: readonly TaskRow[], task: string): TaskRow | undefined {
  const exact = leaves.find(({ path }) => path === task)
  if (exact) return exact
  const within = leaves.filter((leaf) => leaf.node === nodeOf(task) && isWithin(leaf.path, iterationsOf(task)))
  return within.find(({ state }) => state === 'FAILED') ?? within[0]
}

function byStart(a: TaskRow, b: TaskRow): number {
  return (a.started_at ?? '9').localeCompare(b.started_at ?? '9') || a.path.localeCompare(b.path)
}
