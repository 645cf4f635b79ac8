import { choice, compact, type RawSearch, text } from '@/lib/search-params'

export const PIPELINE_TABS = ['graph', 'grid', 'runs', 'versions', 'changes', 'yaml'] as const

export interface PipelinesSearch {
  q?: string
  sort?: string
}

/** What of a pipeline's page stands in the address. */
export interface PipelineSearch {
  version?: string
  tab?: (typeof PIPELINE_TABS)[number]
  /** The node of the graph that is selected. */
  task?: string
  /** The order of the runs. */
  sort?: string
  /** The version that this one is compared with. */
  against?: string
}

export function readPipelinesSearch(raw: RawSearch): PipelinesSearch {
  return compact({ q: text(raw, 'q'), sort: text(raw, 'sort') })
}

export function readPipelineSearch(raw: RawSearch): PipelineSearch {
  return compact({
    version: text(raw, 'version'),
    tab: choice(raw, 'tab', PIPELINE_TABS),
    task: text(raw, 'task'),
    sort: text(raw, 'sort'),
    against: text(raw, 'against'),
  })
}
