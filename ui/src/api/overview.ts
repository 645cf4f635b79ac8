/** What is going on, at one glance. */
import { queryOptions } from '@tanstack/react-query'
import { keys } from './keys'
import type { RunRow } from './models'
import type { PipelineRow } from './pipelines'
import { read } from './request'

export interface Overview {
  running: RunRow[]
  /** Within the last 24 hours. */
  failed: RunRow[]
  recent_pipelines: PipelineRow[]
  totals: { runs: number; pipelines: number; experiments: number; artifacts: number }
}

export function overviewOptions() {
  return queryOptions({
    queryKey: keys.overview,
    queryFn: ({ signal }) => read<Overview>('/overview', {}, signal),
  })
}
