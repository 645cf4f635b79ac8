/** Experiments: runs that belong together. */
import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query'
import { keys } from './keys'
import type { Page, Schema } from './models'
import { read, send } from './request'

export type ExperimentRow = Schema<'ExperimentRow'>

export interface ExperimentQuery {
  q?: string | undefined
  archived?: boolean | undefined
  sort?: string | undefined
}

const PAGE = 100

export function experimentListOptions(query: ExperimentQuery) {
  return infiniteQueryOptions({
    queryKey: keys.experiments.list({ ...query }),
    queryFn: ({ pageParam, signal }) =>
      read<Page<ExperimentRow>>('/experiments', { ...query, page_size: PAGE, page_token: pageParam }, signal),
    initialPageParam: '',
    getNextPageParam: (page) => page.next_page_token || undefined,
    placeholderData: (before) => before,
  })
}

/** The experiments that a run can be put into, those that were used last first. */
export function experimentChoicesOptions() {
  const query = { sort: '-last_run_at', page_size: 200 }
  return queryOptions({
    queryKey: [...keys.experiments.list(query), 'choices'],
    queryFn: ({ signal }) => read<Page<ExperimentRow>>('/experiments', query, signal),
  })
}

export function experimentOptions(id: string) {
  return queryOptions({
    queryKey: keys.experiments.one(id),
    queryFn: ({ signal }) => read<ExperimentRow>(`/experiments/${encodeURIComponent(id)}`, {}, signal),
  })
}

export function createExperiment(name: string, description: string): Promise<ExperimentRow> {
  return send('POST', '/experiments', { name, description })
}

export function changeExperiment(id: string, change: { name?: string; description?: string }): Promise<ExperimentRow> {
  return send('PATCH', `/experiments/${encodeURIComponent(id)}`, change)
}

/** Archive an experiment with its runs, or bring it back. */
export function archiveExperiment(id: string, isBack: boolean): Promise<ExperimentRow> {
  return send('POST', `/experiments/${encodeURIComponent(id)}/${isBack ? 'unarchive' : 'archive'}`)
}

/** Delete an experiment; its runs stay. */
export function deleteExperiment(id: string): Promise<void> {
  return send('DELETE', `/experiments/${encodeURIComponent(id)}`)
}
