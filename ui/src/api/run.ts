/** One run: what it is, its graph, its tasks, and what is done with it. */
import { keepPreviousData, type QueryClient, queryOptions } from '@tanstack/react-query'
import { grouped } from '@/domain/grouped'
import { mergeTasks } from '@/domain/run-tasks'
import { address } from './address'
import { keys } from './keys'
import type { RunRow, Schema } from './models'
import { read, send } from './request'

export type RunDetail = Schema<'RunDetail'>
export type TaskRow = Schema<'TaskRow'>
export type TaskDetail = Schema<'TaskDetail'>
export type IoValue = Schema<'IoValue'>
export type Attempt = Schema<'Attempt'>
export type RunGraph = Schema<'Graph'>
export type RunGraphNode = Schema<'GraphNode'>
export type RunGraphEdge = Schema<'GraphEdge'>
export type RetryPlan = Schema<'RetryPlan'>

/** What changed of a run since a number; the stream and the poll say it in the same words. */
export interface TaskChanges {
  readonly seq: number
  readonly run: RunRow
  readonly structure_tag: string
  readonly tasks: readonly TaskRow[]
}

/** The tasks of a run as they stand, put together from all changes so far. */
export interface RunTasks {
  readonly seq: number
  readonly run: RunRow
  readonly structureTag: string
  readonly byPath: ReadonlyMap<string, TaskRow>
}

export function runPath(id: string): string {
  return `/runs/${encodeURIComponent(id)}`
}

export function runDetailOptions(id: string) {
  return queryOptions({
    queryKey: keys.runs.detail(id),
    queryFn: ({ signal }) => read<RunDetail>(runPath(id), {}, signal),
  })
}

/** The graph as it is at the first look, which is asked for before anybody knows its tag. */
export function firstGraphOptions(id: string) {
  return queryOptions({
    queryKey: keys.runs.graph(id),
    queryFn: ({ signal }) => read<RunGraph>(`${runPath(id)}/graph`, {}, signal),
    staleTime: Number.POSITIVE_INFINITY,
  })
}

export function runGraphOptions(client: QueryClient, id: string, tag: string) {
  return queryOptions({
    queryKey: [...keys.runs.graph(id), tag],
    queryFn: async ({ signal }) => {
      const first = await client.ensureQueryData(firstGraphOptions(id))
      return first.structure_tag === tag ? first : read<RunGraph>(`${runPath(id)}/graph`, {}, signal)
    },
    staleTime: Number.POSITIVE_INFINITY, // another structure has another tag
    enabled: tag !== '',
  })
}

/** The tasks of a run; asked again, only what changed comes over the wire. */
export function runTasksOptions(client: QueryClient, id: string) {
  const queryKey = keys.runs.tasks(id)
  return queryOptions({
    queryKey,
    queryFn: async ({ signal }) => {
      let known = client.getQueryData<RunTasks>(queryKey)
      for (;;) {
        const since = known?.seq ?? 0
        const part = await read<TaskChanges & { has_more: boolean }>(`${runPath(id)}/tasks`, { since }, signal)
        known = withChanges(known, part)
        if (!part.has_more || part.seq <= since) return known
      }
    },
  })
}

/** The tasks with changes put in; changes that are already known alter nothing. */
export function withChanges(known: RunTasks | undefined, changes: TaskChanges): RunTasks {
  return {
    seq: Math.max(known?.seq ?? 0, changes.seq),
    run: known && known.seq > changes.seq ? known.run : changes.run,
    structureTag: changes.structure_tag,
    byPath: mergeTasks(known?.byPath ?? new Map(), changes.tasks),
  }
}

export function taskOptions(id: string, path: string, seq: number) {
  return queryOptions({
    queryKey: [...keys.runs.task(id, path), seq],
    queryFn: ({ signal }) => read<TaskDetail>(`${runPath(id)}/task`, { path }, signal),
    placeholderData: (before) => (before?.path === path ? before : undefined),
  })
}

/** When each attempt waited and ran, by the paths of their tasks. */
export function runAttemptsOptions(id: string, seq: number) {
  return queryOptions({
    queryKey: [...keys.runs.one(id), 'attempts', seq],
    queryFn: async ({ signal }) => {
      const { items } = await read<Schema<'AttemptList'>>(`${runPath(id)}/attempts`, {}, signal)
      return grouped(items, (attempt) => attempt.path)
    },
    placeholderData: keepPreviousData,
  })
}

export interface RunChange {
  name?: string
  description?: string
  tags?: Readonly<Record<string, string>>
}

export function changeRun(id: string, change: RunChange): Promise<RunDetail> {
  return send('PATCH', runPath(id), change)
}

export function cancelRun(id: string): Promise<RunRow> {
  return send('POST', `${runPath(id)}/cancel`)
}

/** Try a run again: what failed and what follows it, or a task with everything that follows it. */
export function retryRun(id: string, from?: string): Promise<RunRow> {
  return send('POST', `${runPath(id)}/retry`, from === undefined ? {} : { from })
}

/** What a retry would do again, as the server foresees it. */
export function retryPlanOptions(id: string, from: string | undefined) {
  return queryOptions({
    queryKey: [...keys.runs.one(id), 'retry', from ?? ''],
    queryFn: () => send<RetryPlan>('POST', `${runPath(id)}/retry?dry_run=true`, from === undefined ? {} : { from }),
    gcTime: 0, // another moment, another plan
    retry: false,
  })
}

/** Start the same pipeline with the same parameters anew. */
export async function runAgain(run: RunDetail): Promise<RunRow> {
  const response = await fetch(documentAddress(run.id))
  if (!response.ok) throw new Error(`The pipeline of this run cannot be read: the server answered ${response.status}`)
  return send('POST', '/runs', {
    document: await response.text(),
    arguments: run.arguments,
    experiment_id: run.experiment?.id ?? '',
  })
}

export function documentAddress(id: string): string {
  return address(`/api/v1${runPath(id)}/document`)
}
