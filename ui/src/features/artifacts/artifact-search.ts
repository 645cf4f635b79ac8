import { choice, compact, integer, type RawSearch, text } from '@/lib/search-params'

/** What of the list of artifacts stands in the address. */
export interface ArtifactSearch {
  q?: string
  type?: string
  name?: string
  run?: string
}

export function readArtifactSearch(raw: RawSearch): ArtifactSearch {
  return compact({ q: text(raw, 'q'), type: text(raw, 'type'), name: text(raw, 'name'), run: text(raw, 'run') })
}

export const ARTIFACT_TABS = ['preview', 'lineage', 'metadata', 'used-by'] as const
export type ArtifactTab = (typeof ARTIFACT_TABS)[number]

/** What of an artifact's page stands in the address. */
export interface ArtifactPageSearch {
  tab?: ArtifactTab
  path?: string
  depth?: number
  /** Of the lineage: as a graph, or as lists; and what is open beside the graph. */
  view?: 'graph' | 'list'
  item?: string
}

export function readArtifactPageSearch(raw: RawSearch): ArtifactPageSearch {
  return compact({
    tab: choice(raw, 'tab', ARTIFACT_TABS),
    path: text(raw, 'path'),
    depth: integer(raw, 'depth'),
    view: choice(raw, 'view', ['graph', 'list'] as const),
    item: text(raw, 'item'),
  })
}
