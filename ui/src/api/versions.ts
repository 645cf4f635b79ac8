/** What a version of a pipeline holds, how it differs from others, and how its tasks went. */
import { queryOptions } from '@tanstack/react-query'
import { keys } from './keys'
import type { Schema } from './models'
import { read, readText, send } from './request'

export type PipelineGraph = Schema<'Graph'>
export type GraphNode = Schema<'GraphNode'>
export type GraphEdge = Schema<'GraphEdge'>
export type PipelineNode = Schema<'NodeDetail'>
export type NodeIo = PipelineNode['inputs'][number]
export type VersionDiff = Schema<'VersionDiff'>
export type ChangedTask = Schema<'ChangedTask'>
export type PipelineGrid = Schema<'PipelineGrid'>

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
