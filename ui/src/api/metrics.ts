/** What runs measured. */
import { keepPreviousData, queryOptions } from '@tanstack/react-query'
import { keys } from './keys'
import type { Comparison, RunMetricsAnswer } from './models'
import { read } from './request'

/** How many points of a curve are asked for; more than a chart has pixels. */
const POINTS = 1000

export function runMetricsOptions(id: string) {
  return queryOptions({
    queryKey: keys.runs.metrics(id),
    queryFn: ({ signal }) =>
      read<RunMetricsAnswer>(`/runs/${encodeURIComponent(id)}/metrics`, { points: POINTS }, signal),
  })
}

/** So few points are enough to know where a curve ends. */
const FEW_POINTS = 10

/** Where the curves of a run end now. */
export function curveEndsOptions(id: string) {
  return queryOptions({
    queryKey: [...keys.runs.metrics(id), 'ends'],
    queryFn: ({ signal }) =>
      read<RunMetricsAnswer>(`/runs/${encodeURIComponent(id)}/metrics`, { points: FEW_POINTS }, signal),
  })
}

export function comparisonOptions(ids: readonly string[]) {
  return queryOptions({
    queryKey: keys.runs.compare(ids),
    queryFn: ({ signal }) => read<Comparison>('/compare', { run: ids }, signal),
    enabled: ids.length > 0,
    placeholderData: keepPreviousData,
  })
}
