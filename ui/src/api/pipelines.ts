/** Pipelines, their versions, and what the server says of a pipeline file. */
import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query'
import type { InputType } from '@/domain/form'
import type { GridCell, GridTask } from '@/domain/grid'
import { keys } from './keys'
import type { Json, Page, RunRow } from './models'
import { read, readText, send } from './request'

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

export interface GraphNode {
  id: string
  parent: string | null
  kind: 'task' | 'importer' | 'pipeline' | 'loop' | 'condition' | 'branches' | 'exit_handler' | 'exit_task'
  name: string
  component: string
  condition: string | null
  items: string | null
  image: string | null
  runs_python: boolean
}

export interface GraphEdge {
  source: string
  target: string
  kind: 'data' | 'order' | 'condition' | 'exit'
}

export interface PipelineGraph {
  structure_tag: string
  name: string
  nodes: GraphNode[]
  edges: GraphEdge[]
}

export interface NodeIo {
  name: string
  type: string
  optional: boolean
  description: string
  source: { kind: 'constant' | 'input' | 'output'; value: Json; node: string | null; output: string | null } | null
}

export interface PipelineNode {
  id: string
  name: string
  component: string
  image: string | null
  command: string[]
  args: string[]
  env: Record<string, string>
  source: string | null
  packages: string[]
  resources: Record<string, string>
  inputs: NodeIo[]
  outputs: NodeIo[]
}

export interface ChangedTask {
  node: string
  name: string
  change: 'added' | 'removed' | 'changed'
  /** What of it changed: "image", "source", "inputs". */
  what: string[]
}

export interface VersionDiff {
  /** Of the files, in the unified format; empty where `is_cut`. */
  text_diff: string
  is_cut: boolean
  tasks: ChangedTask[]
}

/** How each task went in each of the newest runs. */
export interface PipelineGrid {
  /** The newest first. */
  runs: RunRow[]
  tasks: GridTask[]
  cells: Record<string, Record<string, GridCell>>
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

export function versionGraphOptions(id: string, version: string) {
  return queryOptions({
    queryKey: keys.pipelines.graph(id, version),
    queryFn: ({ signal }) => read<PipelineGraph>(`${versionPath(id, version)}/graph`, {}, signal),
    staleTime: Number.POSITIVE_INFINITY, // a version never changes
  })
}

export function versionNodeOptions(id: string, version: string, node: string) {
  return queryOptions({
    queryKey: keys.pipelines.node(id, version, node),
    queryFn: ({ signal }) => read<PipelineNode>(`${versionPath(id, version)}/graph/node`, { id: node }, signal),
    staleTime: Number.POSITIVE_INFINITY,
  })
}

export function versionDocumentOptions(id: string, version: string) {
  return queryOptions({
    queryKey: keys.pipelines.document(id, version),
    queryFn: ({ signal }) => readText(`${versionPath(id, version)}/document`, signal),
    staleTime: Number.POSITIVE_INFINITY,
  })
}

export function versionDiffOptions(id: string, version: string, against: string) {
  return queryOptions({
    queryKey: keys.pipelines.diff(id, version, against),
    queryFn: ({ signal }) => read<VersionDiff>(`${versionPath(id, version)}/diff`, { against }, signal),
    staleTime: Number.POSITIVE_INFINITY,
  })
}

export function pipelineGridOptions(id: string) {
  return queryOptions({
    queryKey: keys.pipelines.grid(id),
    queryFn: ({ signal }) => read<PipelineGrid>(`/pipelines/${encodeURIComponent(id)}/grid`, {}, signal),
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

/** Delete a version; its runs stay. */
export function deleteVersion(id: string, version: string): Promise<void> {
  return send('DELETE', versionPath(id, version))
}

function versionPath(id: string, version: string): string {
  return `/pipelines/${encodeURIComponent(id)}/versions/${encodeURIComponent(version)}`
}
