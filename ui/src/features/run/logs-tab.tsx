import { useMemo } from 'react'
import type { RunTasks, TaskRow } from '@/api/run'
import { isWithin, iterationsOf, nodeOf } from '@/domain/iterations'
import { isLeaf, titleOf } from '@/domain/run-tasks'
import { treeRows } from '@/domain/task-tree'
import { AttemptPicker } from './attempt-picker'
import { LogTails } from './log-tails'
import { LogTaskList } from './log-task-list'
import type { ChangeSearch, RunPageSearch } from './run-search'
import { TaskLog } from './task-log'

interface LogsTabProps {
  tasks: RunTasks
  search: RunPageSearch
  onChange: ChangeSearch
}

/** The logs of all tasks: the end of each, or one in full. */
export function LogsTab({ tasks, search, onChange }: LogsTabProps) {
  const leaves = useMemo(
    () => treeRows(tasks.byPath, () => false).flatMap(({ task }) => (isLeaf(task) ? [task] : [])),
    [tasks.byPath],
  )
  const row = search.task === undefined ? undefined : chosenRow(leaves, search.task)
  const open = (path: string | undefined) => onChange({ task: path, attempt: undefined, line: undefined })
  return (
    <div className="flex min-h-0 flex-1 flex-col md:flex-row">
      <LogTaskList leaves={leaves} current={row?.path} onOpen={open} />
      <section
        aria-label={row ? `Log of ${titleOf(row)}` : 'The end of each log'}
        className="flex min-h-0 min-w-0 flex-1 flex-col"
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

/** The task of the address; of a node of the graph, the one that failed, or the first. */
function chosenRow(leaves: readonly TaskRow[], task: string): TaskRow | undefined {
  const exact = leaves.find(({ path }) => path === task)
  if (exact) return exact
  const within = leaves.filter((leaf) => leaf.node === nodeOf(task) && isWithin(leaf.path, iterationsOf(task)))
  return within.find(({ state }) => state === 'FAILED') ?? within[0]
}
