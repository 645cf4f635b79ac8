/** Lists of runs, and what is done with the runs of a list. */
import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query'
import { keys } from './keys'
import type { Page, RunColumns, RunRow } from './models'
import { read, send } from './request'

/** What a list of runs is asked for, in the server's words. */
export interface RunQuery {
  q?: string
  state?: readonly string[]
  pipeline_id?: string
  pipeline?: string
  version_id?: string
  experiment_id?: string
  tag?: readonly string[]
  param?: readonly string[]
  metric?: readonly string[]
  since?: string
  until?: string
  archived?: boolean
  sort?: string
  column?: readonly string[]
}

const PAGE = 100

export function runListOptions(query: RunQuery) {
  return infiniteQueryOptions({
    queryKey: keys.runs.list({ ...query }),
    queryFn: ({ pageParam, signal }) =>
      read<Page<RunRow>>('/runs', { ...query, page_size: PAGE, page_token: pageParam }, signal),
    initialPageParam: '',
    getNextPageParam: (page) => page.next_page_token || undefined,
    placeholderData: (before) => before,
  })
}

/** The names of parameters and metrics that occur in the runs of a pipeline or an experiment. */
export function runColumnsOptions(scope: { pipeline_id?: string | undefined; experiment_id?: string | undefined }) {
  return queryOptions({
    queryKey: keys.runs.columns(scope),
    queryFn: ({ signal }) => read<RunColumns>('/runs/columns', scope, signal),
  })
}

export function archiveRun(id: string): Promise<RunRow> {
  return send('POST', `/runs/${encodeURIComponent(id)}/archive`)
}

export function unarchiveRun(id: string): Promise<RunRow> {
  return send('POST', `/runs/${encodeURIComponent(id)}/unarchive`)
}

/** Delete a run; its artifacts go with it if `artifacts` says so. */
export function deleteRun(id: string, artifacts: boolean): Promise<void> {
  return send('DELETE', `/runs/${encodeURIComponent(id)}?artifacts=${artifacts}`)
}

export function tagRun(id: string, tags: Record<string, string>): Promise<RunRow> {
  return send('PATCH', `/runs/${encodeURIComponent(id)}`, { tags })
}
