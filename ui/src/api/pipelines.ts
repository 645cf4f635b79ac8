/** Pipelines, and what the server says of a pipeline file. */
import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query'
import type { InputType } from '@/domain/form'
import { keys } from './keys'
import type { Json, Page } from './models'
import { read, send } from './request'
import type { PipelineGraph } from './versions'

export interface RunMark {
  id: string
  state: string
  seconds: number | null
}

export interface PipelineRow {
  id: string
  name: string
  display_name: string
  description: string
  tags: Record<string, string>
  created_at: string
  versions: number
  latest_version: { id: string; name: string; created_at: string } | null
  last_runs: RunMark[]
  success_rate: number | null
  median_seconds: number | null
  last_run_at: string | null
}

export interface VersionRow {
  id: string
  name: string
  display_name: string
  description: string
  created_at: string
  code_source_url: string
  tags: Record<string, string>
  runs: number
}

export interface PipelineDetail extends PipelineRow {
  version_list: VersionRow[]
}

export interface InputSpec {
  name: string
  type: InputType
  optional: boolean
  has_default: boolean
  default: Json
  nullable: boolean
  description: string
  literals: readonly Json[] | null
  artifact_type: string | null
}

export interface Problem {
  code: string
  path: string
  message: string
  hint: string
  severity: 'error' | 'warning'
  line: number | null
  column: number | null
}

export interface PipelineCheck {
  name: string | null
  description: string
  problems: Problem[]
  inputs: InputSpec[]
  graph: PipelineGraph | null
}

export interface NewPipeline {
  document: string
  name?: string
  description?: string
  version_name?: string
  pipeline_id?: string
}

export interface Uploaded {
  pipeline: PipelineRow
  version: VersionRow
  created: 'pipeline' | 'version'
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
