/** A run, and the runs it is measured against. */
import { queryOptions } from '@tanstack/react-query'
import { keys } from './keys'
import type { Page, RunRow } from './models'
import { read, type Terms } from './request'

/** What of a run's details says which of its metrics counts. */
export interface RunWithBest extends RunRow {
  experiment_best: { metric: string; maximize: boolean } | null
}

export function runOptions(id: string) {
  return queryOptions({
    queryKey: keys.runs.detail(id),
    queryFn: ({ signal }) => read<RunWithBest>(`/runs/${encodeURIComponent(id)}`, {}, signal),
  })
}

/** The run of the same pipeline and experiment that was made last before this one. */
export function previousRunOptions(run: RunWithBest | null) {
  return queryOptions({
    queryKey: [...keys.runs.one(run?.id ?? ''), 'previous'],
    queryFn: ({ signal }) =>
      firstOther(run, { until: run?.created_at, sort: '-created_at', state: ['SUCCEEDED'] }, signal),
  })
}

/** The run of the same pipeline and experiment whose first metric is the best. */
export function bestRunOptions(run: RunWithBest | null) {
  const best = run?.experiment_best
  return queryOptions({
    queryKey: [...keys.runs.one(run?.id ?? ''), 'best', best?.metric],
    queryFn: ({ signal }) =>
      best ? firstOther(run, { sort: `${best.maximize ? '-' : ''}metric:${best.metric}` }, signal, true) : null,
  })
}

async function firstOther(
  run: RunWithBest | null,
  terms: Terms,
  signal: AbortSignal,
  mayBeSame = false,
): Promise<RunRow | null> {
  if (!run) return null
  const scope = { pipeline: run.pipeline.name, experiment_id: run.experiment?.id, page_size: 2 }
  const page = await read<Page<RunRow>>('/runs', { ...scope, ...terms }, signal)
  return page.items.find((item) => mayBeSame || item.id !== run.id) ?? null
}
