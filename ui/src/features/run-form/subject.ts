import { useQuery } from '@tanstack/react-query'
import { type FormRun, type FormVersion, formRunOptions, formVersionOptions, runFileOptions } from '@/api/new-run'
import { type PipelineDetail, pipelineOptions, type VersionRow } from '@/api/pipelines'
import { ApiError } from '@/api/problem'
import type { FormInput } from '@/domain/form'
import type { FormSearch } from './form-search'

/** What is run: a version that was uploaded, or the file that an earlier run was made of. */
export interface Subject {
  /** Tells one from another. */
  key: string
  name: string
  inputs: FormInput[]
  /** Empty where it is the file of a run. */
  pipelineId: string
  versionId: string
  /** The text of that file; empty where it is a version. */
  document: string
  /** Where the file is read, below the server's address. */
  documentPath: string
}

interface FormData {
  subject: Subject | null
  /** The run whose arguments fill the fields. */
  from: FormRun | null
  pipeline: { id: string; name: string; versions: readonly VersionRow[]; version: string | undefined } | null
  failed: { error: Error; refetch: () => unknown } | undefined
  isWaiting: boolean
}

/** What the form is made of, as the address says it. */
export function useFormData(search: FormSearch): FormData {
  const from = useQuery({ ...formRunOptions(search.from ?? ''), enabled: search.from !== undefined })
  const pipelineId = search.pipeline ?? from.data?.pipeline.id ?? ''
  const pipeline = useQuery({ ...pipelineOptions(pipelineId), enabled: pipelineId !== '' })
  const isSettled = pipelineId === '' || !pipeline.isPending
  const { version: versionId, isOfRun } = chosenVersion(search, from.data, pipeline.data?.version_list ?? [])
  const version = useQuery({ ...formVersionOptions(pipelineId, versionId ?? ''), enabled: versionId !== undefined })
  const file = useQuery({ ...runFileOptions(search.from ?? ''), enabled: isOfRun && isSettled })
  // The pipeline of a run may be deleted since: its file is there still.
  const queries = isOfRun && isNotFound(pipeline.error) ? [from, file] : [from, pipeline, version, file]
  return {
    subject: isOfRun ? subjectOfRun(from.data, file.data) : subjectOfVersion(pipeline.data, version.data),
    from: from.data ?? null,
    pipeline: pipelineFacts(pipeline.data, versionId),
    failed: queries.find((query) => query.isError) as FormData['failed'],
    isWaiting: queries.some((query) => query.isLoading),
  }
}

/** The version that the address means: one that it names, that of the run, or the newest; or the file of the run. */
export function chosenVersion(
  search: FormSearch,
  from: FormRun | undefined,
  versions: readonly { id: string }[],
): { version: string | undefined; isOfRun: boolean } {
  const wanted = search.version ?? (search.pipeline ? undefined : from?.pipeline.version_id)
  const found = versions.find((item) => item.id === wanted)?.id
  if (found) return { version: found, isOfRun: false }
  const isOfRun = from !== undefined && !search.pipeline
  return { version: isOfRun ? undefined : versions[0]?.id, isOfRun }
}

function isNotFound(error: Error | null): boolean {
  return error instanceof ApiError && error.isNotFound
}

function pipelineFacts(pipeline: PipelineDetail | undefined, version: string | undefined): FormData['pipeline'] {
  return pipeline ? { id: pipeline.id, name: pipeline.display_name, versions: pipeline.version_list, version } : null
}

function subjectOfVersion(pipeline: PipelineDetail | undefined, version: FormVersion | undefined): Subject | null {
  if (!pipeline || !version) return null
  return {
    key: version.id,
    name: pipeline.name,
    inputs: version.inputs,
    pipelineId: pipeline.id,
    versionId: version.id,
    document: '',
    documentPath: `/api/v1/pipelines/${pipeline.id}/versions/${version.id}/document`,
  }
}

function subjectOfRun(run: FormRun | undefined, document: string | undefined): Subject | null {
  if (!run || document === undefined) return null
  return {
    key: run.id,
    name: run.pipeline.name,
    inputs: run.inputs_spec,
    pipelineId: '',
    versionId: '',
    document,
    documentPath: `/api/v1/runs/${run.id}/document`,
  }
}
