/** Artifacts: lists, one of them, what it holds, and where it came from. */
import { infiniteQueryOptions, keepPreviousData, queryOptions } from '@tanstack/react-query'
import { address } from './address'
import { keys } from './keys'
import type { ArtifactDetail, ArtifactRow, Lineage, Page, Preview } from './models'
import { queryText, read } from './request'

export interface ArtifactQuery {
  type?: string | undefined
  name?: string | undefined
  run_id?: string | undefined
  q?: string | undefined
}

export interface PreviewQuery {
  rows?: number
  offset?: number
  path?: string
}

const PAGE = 100

export function artifactListOptions(query: ArtifactQuery) {
  return infiniteQueryOptions({
    queryKey: keys.artifacts.list({ ...query }),
    queryFn: ({ pageParam, signal }) =>
      read<Page<ArtifactRow>>('/artifacts', { ...query, page_size: PAGE, page_token: pageParam }, signal),
    initialPageParam: '',
    getNextPageParam: (page) => page.next_page_token || undefined,
    placeholderData: (before) => before,
  })
}

export function artifactTypesOptions() {
  return queryOptions({
    queryKey: keys.artifacts.types,
    queryFn: ({ signal }) => read<{ items: { type: string; count: number }[] }>('/artifacts/types', {}, signal),
  })
}

export function artifactOptions(id: string) {
  return queryOptions({
    queryKey: keys.artifacts.one(id),
    queryFn: ({ signal }) => read<ArtifactDetail>(`/artifacts/${encodeURIComponent(id)}`, {}, signal),
  })
}

export function previewOptions(id: string, query: PreviewQuery = {}) {
  return queryOptions({
    queryKey: keys.artifacts.preview(id, { ...query }),
    queryFn: ({ signal }) => read<Preview>(`/artifacts/${encodeURIComponent(id)}/preview`, { ...query }, signal),
    staleTime: Number.POSITIVE_INFINITY, // what is published does not change
  })
}

export function lineageOptions(id: string, direction: 'up' | 'down' | 'both', depth: number) {
  return queryOptions({
    queryKey: keys.artifacts.lineage(id, { direction, depth }),
    queryFn: ({ signal }) =>
      read<Lineage>(`/artifacts/${encodeURIComponent(id)}/lineage`, { direction, depth }, signal),
    placeholderData: keepPreviousData,
  })
}

export function runArtifactsOptions(id: string) {
  return queryOptions({
    queryKey: keys.runs.artifacts(id),
    queryFn: ({ signal }) => read<{ items: ArtifactRow[] }>(`/runs/${encodeURIComponent(id)}/artifacts`, {}, signal),
  })
}

/** Where the browser itself reads an artifact: a picture, a download. */
export function contentAddress(id: string, options: { path?: string | undefined; download?: boolean } = {}): string {
  const terms = { path: options.path, download: options.download ? 'true' : undefined }
  return address(`/api/v1/artifacts/${encodeURIComponent(id)}/content${queryText(terms)}`)
}

/** Where a page that an artifact holds is read; the server sends it without any rights. */
export function pageAddress(id: string, path?: string): string {
  return address(`/api/v1/artifacts/${encodeURIComponent(id)}/page${queryText({ path })}`)
}
