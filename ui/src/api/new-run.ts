/** Starting a run. Requests are texts, so that whole numbers of any size reach the server as they were written. */
import { keepPreviousData, queryOptions } from '@tanstack/react-query'
import { type ExactJson, parseExact } from '@/domain/exact-json'
import type { FormInput } from '@/domain/form'
import { keys } from './keys'
import type { RunRow } from './models'
import type { Problem } from './pipelines'
import { readText, sendText } from './request'

export interface NewRunOptions {
  name: string
  description: string
  pipeline_id: string
  pipeline_version_id: string
  /** The text of a pipeline file, where it is not of an uploaded version. */
  document: string
  experiment_id: string
  tags: Record<string, string>
  cache: 'on' | 'off' | 'refresh' | null
  /** How many tasks may run at once; null: as the server does. */
  parallelism: number | null
  /** Whether the first failure stops everything; null: as the pipeline says. */
  fail_fast: boolean | null
}

/** A version, its defaults as exact as they were sent. */
export interface FormVersion {
  id: string
  display_name: string
  inputs: FormInput[]
}

/** A run to take over: its arguments as exact as they were sent. */
export interface FormRun {
  id: string
  name: string
  arguments: Record<string, ExactJson>
  pipeline: { id: string | null; name: string; version_id: string | null }
  inputs_spec: FormInput[]
  experiment: { id: string; name: string } | null
  tags: Record<string, string>
}

export function formVersionOptions(pipeline: string, version: string) {
  const path = `/pipelines/${encodeURIComponent(pipeline)}/versions/${encodeURIComponent(version)}`
  return queryOptions({
    queryKey: [...keys.pipelines.version(pipeline, version), 'exact'],
    queryFn: async ({ signal }) => parseExact(await readText(path, signal)) as unknown as FormVersion,
    staleTime: Number.POSITIVE_INFINITY, // a version never changes
  })
}

export function formRunOptions(id: string) {
  return queryOptions({
    queryKey: [...keys.runs.one(id), 'exact'],
    queryFn: async ({ signal }) =>
      parseExact(await readText(`/runs/${encodeURIComponent(id)}`, signal)) as unknown as FormRun,
    staleTime: Number.POSITIVE_INFINITY,
  })
}

/** The file that a run was made of. */
export function runFileOptions(id: string) {
  return queryOptions({
    queryKey: keys.runs.document(id),
    queryFn: ({ signal }) => readText(`/runs/${encodeURIComponent(id)}/document`, signal),
    staleTime: Number.POSITIVE_INFINITY,
  })
}

export type Decision = 'reused' | 'runs' | 'skipped' | 'fails' | 'unknown'

/** A task, or a group of tasks, and what would become of it. */
export interface ForeseenTask {
  path: string
  name: string
  is_group: boolean
  decision: Decision
  why: string
  source_run_id: string | null
}

export interface RunForecast {
  tasks: ForeseenTask[]
  /** Of tasks; groups do not count. */
  counts: Partial<Record<Decision, number>>
  is_whole: boolean
}

export interface RunCheck {
  problems: Problem[]
  forecast: RunForecast | null
}

const PAUSE = 600

/** What would become of the run as it stands in the form; asked once nobody has typed for a moment. */
export function forecastOptions(options: NewRunOptions, argumentsText: string) {
  const text = newRunText({ ...options, name: '', description: '', tags: {} }, argumentsText)
  return queryOptions({
    queryKey: [...keys.runs.all, 'forecast', text],
    queryFn: async ({ signal }) => {
      await new Promise((resolve) => setTimeout(resolve, PAUSE))
      signal.throwIfAborted()
      return sendText<RunCheck>('/runs/validate?forecast=true', text)
    },
    staleTime: 0,
    gcTime: 0,
    placeholderData: keepPreviousData,
  })
}

/** `argumentsText` is a JSON object. */
export function checkRun(options: NewRunOptions, argumentsText: string): Promise<RunCheck> {
  return sendText('/runs/validate', newRunText(options, argumentsText))
}

export function startRun(options: NewRunOptions, argumentsText: string): Promise<RunRow> {
  return sendText('/runs', newRunText(options, argumentsText))
}

/** The body of a request; what is not chosen is left out. */
export function newRunText(options: NewRunOptions, argumentsText: string): string {
  const chosen = Object.entries(options).filter(([, value]) => value !== null && value !== '' && !isEmpty(value))
  return `${JSON.stringify(Object.fromEntries(chosen)).slice(0, -1)},"arguments":${argumentsText}}`
}

function isEmpty(value: unknown): boolean {
  return typeof value === 'object' && value !== null && Object.keys(value).length === 0
}
