/** What a version of a pipeline holds, how it differs from others, and how its tasks went. */
import { queryOptions } from '@tanstack/react-query'
import type { GridCell, GridTask } from '@/domain/grid'
import { keys } from './keys'
import type { Json, RunRow } from './models'
import { read, readText, send } from './request'

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

/** Delete a version; its runs stay. */
export function deleteVersion(id: string, version: string): Promise<void> {
  return send('DELETE', versionPath(id, version))
}

function versionPath(id: string, version: string): string {
  return `/pipelines/${encodeURIComponent(id)}/versions/${encodeURIComponent(version)}`
}
