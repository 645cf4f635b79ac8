import { useQuery } from '@tanstack/react-query'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { useMemo } from 'react'
import { formRunOptions, formVersionOptions } from '@/api/new-run'
import { pipelineOptions, recentPipelinesOptions } from '@/api/pipelines'
import { ErrorState } from '@/components/ui/error-state'
import { PageHeader } from '@/components/ui/page-header'
import { Select } from '@/components/ui/select'
import { SkeletonRows } from '@/components/ui/skeleton'
import { usePage } from '@/lib/page'
import { compact } from '@/lib/search-params'
import { ChoosePipeline } from './choose-pipeline'
import { type FormSearch, readFormSearch } from './form-search'
import { RunForm } from './run-form'

const MOST_CHOICES = 200

/** A new run: of which pipeline and version, and with which inputs. */
export function RunFormPage() {
  usePage('New run', { section: 'Runs' })
  const raw: Record<string, unknown> = useSearch({ strict: false })
  const search = useMemo(() => readFormSearch(raw), [raw])
  const navigate = useNavigate()
  const { from, pipeline, version, pipelineId, versionId, versions, failed, isWaiting } = useFormData(search)
  const change = (part: { [K in keyof FormSearch]?: FormSearch[K] | undefined }) =>
    void navigate({ to: '.', search: compact({ ...search, ...part }) as never, replace: true })
  return (
    <main className="flex min-h-0 flex-1 flex-col bg-surface">
      <PageHeader
        crumbs={[{ label: 'Runs', to: '/runs' }]}
        title="New run"
        facts={
          <Choice
            pipeline={pipelineId}
            version={versionId}
            versions={versions}
            name={pipeline.data?.display_name}
            onPipeline={(id) => change({ pipeline: id, version: undefined })}
            onVersion={(id) => change({ version: id })}
          />
        }
      />
      <div className="flex min-h-0 flex-1 flex-col border-border border-t">
        {failed && <ErrorState what="prepare the form" error={failed.error} onRetry={() => void failed.refetch()} />}
        {!failed && isWaiting && <SkeletonRows rows={8} />}
        {!failed && !isWaiting && pipeline.data && version.data && (
          <RunForm
            key={`${version.data.id} ${search.from ?? ''}`}
            pipeline={pipeline.data}
            version={version.data}
            from={from.data ?? null}
            experiment={search.experiment ?? ''}
            onFrom={(run) =>
              change({ from: run ?? undefined, pipeline: pipelineId, version: versionId ?? search.version })
            }
          />
        )}
        {!failed && !isWaiting && !version.data && (
          <ChoosePipeline
            text={missingText(pipelineId, search.from)}
            onChoose={(id) => change({ pipeline: id, version: undefined })}
          />
        )}
      </div>
    </main>
  )
}

/** What the form is made of: the run to take over, the pipeline, and one of its versions. */
function useFormData(search: FormSearch) {
  const from = useQuery({ ...formRunOptions(search.from ?? ''), enabled: search.from !== undefined })
  const pipelineId = search.pipeline ?? from.data?.pipeline.id ?? undefined
  const pipeline = useQuery({ ...pipelineOptions(pipelineId ?? ''), enabled: pipelineId !== undefined })
  const wanted = search.version ?? (search.pipeline ? undefined : from.data?.pipeline.version_id)
  const versions = pipeline.data?.version_list ?? []
  const versionId = (versions.find((item) => item.id === wanted) ?? versions[0])?.id
  const version = useQuery({
    ...formVersionOptions(pipelineId ?? '', versionId ?? ''),
    enabled: pipelineId !== undefined && versionId !== undefined,
  })
  const queries = [from, pipeline, version]
  const failed = queries.find((query) => query.isError)
  const isWaiting = queries.some((query) => query.isLoading)
  return { from, pipeline, version, pipelineId, versionId, versions, failed, isWaiting }
}

function missingText(pipeline: string | undefined, from: string | undefined): string {
  if (pipeline) return 'This pipeline has no version yet: upload one, then run it.'
  if (!from) return 'A run is one execution of a version of a pipeline.'
  return 'The pipeline of that run was not uploaded, or is deleted. Choose another one: inputs of the same names are filled.'
}

interface ChoiceProps {
  pipeline: string | undefined
  version: string | undefined
  versions: readonly { id: string; display_name: string }[]
  name: string | undefined
  onPipeline: (id: string) => void
  onVersion: (id: string) => void
}

function Choice({ pipeline, version, versions, name, onPipeline, onVersion }: ChoiceProps) {
  const known = useQuery(recentPipelinesOptions(MOST_CHOICES)).data?.items ?? []
  const options = known.map((item) => ({ value: item.id, label: item.display_name }))
  if (pipeline === undefined) options.unshift({ value: '', label: 'Choose a pipeline…' })
  else if (!known.some((item) => item.id === pipeline)) options.unshift({ value: pipeline, label: name ?? pipeline })
  return (
    <>
      <Select aria-label="Pipeline" options={options} value={pipeline ?? ''} onChange={onPipeline} className="w-56" />
      {version && (
        <Select
          aria-label="Version"
          options={versions.map((item) => ({ value: item.id, label: item.display_name }))}
          value={version}
          onChange={onVersion}
        />
      )}
    </>
  )
}
