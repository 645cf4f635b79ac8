import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { Archive, ScrollText } from 'lucide-react'
import { type TaskRow, taskOptions } from '@/api/run'
import { EmptyState } from '@/components/ui/empty-state'
import { isFinal } from '@/domain/states'
import { LogView } from './log-view'
import type { ChangeSearch, RunPageSearch } from './run-search'

interface TaskLogProps {
  run: string
  row: TaskRow
  search: RunPageSearch
  onChange: ChangeSearch
}

/** The log of the attempt of a task that is looked at; of a cached task, that of the one it was taken from. */
export function TaskLog({ run, row, search, onChange }: TaskLogProps) {
  const detail = useQuery(taskOptions(run, row.path, row.seq))
  const attempt = search.attempt ?? row.attempts
  const common = { line: search.line, onLine: (line: number | undefined) => onChange({ line }) }
  const source = row.cached_from
  if (row.attempts === 0 && source) {
    return (
      <>
        <p className="flex shrink-0 items-center gap-2 border-border border-b px-4 py-1.5 text-dense text-ink-2">
          <Archive size={13} aria-hidden className="text-cached" />
          <span>
            {'Served from the cache; this is the log of '}
            <Link
              to={`/runs/${source.run_id}?task=${encodeURIComponent(source.path)}` as string}
              className="rounded-chip text-accent underline underline-offset-2"
            >
              {source.run_name || 'a run that is gone'}
            </Link>
          </span>
        </p>
        <LogView
          key={row.path}
          place={{ run: source.run_id, path: source.path, attempt: 0 }}
          attemptId={null}
          isGrowing={false}
          hasFailed={false}
          {...common}
        />
      </>
    )
  }
  if (attempt === 0) {
    return (
      <EmptyState title="Nothing has been written" icon={<ScrollText size={28} aria-hidden />}>
        {isFinal(row.state) ? 'This task was not run.' : 'What the task prints stands here once it has begun.'}
      </EmptyState>
    )
  }
  return (
    <LogView
      key={`${row.path} ${attempt}`}
      place={{ run, path: row.path, attempt }}
      attemptId={detail.data?.attempt_list.find(({ number }) => number === attempt)?.id ?? null}
      isGrowing={!isFinal(row.state) && attempt >= row.attempts}
      hasFailed={row.state === 'FAILED'}
      {...common}
    />
  )
}
