/** Pipelines, and what the server says of a pipeline file. */
import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query'
import { keys } from './keys'
import type { Page, Schema } from './models'
import { read, send } from './request'

export type PipelineRow = Schema<'PipelineRow'>
export type PipelineDetail = Schema<'PipelineDetail'>
export type VersionRow = Schema<'VersionRow'>
export type Problem = Schema<'Problem'>
export type PipelineCheck = Schema<'PipelineCheck'>
export type Uploaded = Schema<'Uploaded'>

export interface NewPipeline {
  document: string
  name?: string
  description?: string
  version_name?: string
  pipeline_id?: string
}

const PAGE = 100

export function pipelineListOptions(query: { q?: string; sort?: string; tag?: string }) {
  return infiniteQueryOptions({
    queryKey: keys.pipelines.list({ ...query }),
    queryFn: ({ pageParam, signal }) =>
      read<Page<PipelineRow>>('/pipelines', { ...query, page_size: PAGE, page_token: pageParam }, signal),
    initialPageParam: '',
    getNextPageParam: (page) => page.next_page_token || undefined,
    placeholderData: (before) => before,
  })
}

/** The pipelines that ran last, or were made last: enough for a list to choose from. */
export function recentPipelinesOptions(count: number) {
  const query = { sort: '-last_run_at', page_size: count }
  return queryOptions({
    queryKey: [...keys.pipelines.list(query), 'recent'],
    queryFn: ({ signal }) => read<Page<PipelineRow>>('/pipelines', query, signal),
  })
}

export function pipelineOptions(id: string) {
  return queryOptions({
    queryKey: keys.pipelines.one(id),
    queryFn: ({ signal }) => read<PipelineDetail>(`/pipelines/${encodeURIComponent(id)}`, {}, signal),
  })
}

export function checkPipeline(file: NewPipeline): Promise<PipelineCheck> {
  return send('POST', '/pipelines/check', file)
}

export function uploadPipeline(file: NewPipeline): Promise<Uploaded> {
  return send('POST', '/pipelines', file)
}

export interface PipelineChange {
  display_name?: string
  description?: string
  tags?: Record<string, string>
}

export function changePipeline(id: string, change: PipelineChange): Promise<PipelineRow> {
  return send('PATCH', `/pipelines/${encodeURIComponent(id)}`, change)
}

/** Delete a pipeline with its versions; its runs stay. */
export function deletePipeline(id: string): Promise<void> {
  return send('DELETE', `/pipelines/${encodeURIComponent(id)}`)
}
