import { useQuery } from '@tanstack/react-query'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { useMemo } from 'react'
import { recentPipelinesOptions } from '@/api/pipelines'
import { ErrorState } from '@/components/ui/error-state'
import { PageHeader } from '@/components/ui/page-header'
import { Select } from '@/components/ui/select'
import { SkeletonRows } from '@/components/ui/skeleton'
import { usePage } from '@/lib/page'
import { compact } from '@/lib/search-params'
import { ChoosePipeline } from './choose-pipeline'
import { type FormSearch, readFormSearch } from './form-search'
import { RunForm } from './run-form'
import { useFormData } from './subject'

const MOST_CHOICES = 200
/** Stands for the file of a run among the ids of pipelines. */
const FILE = 'file'

/** A new run: of which pipeline and version, and with which inputs. */
export function RunFormPage() {
  usePage('New run', { section: 'Runs' })
  const raw: Record<string, unknown> = useSearch({ strict: false })
  const search = useMemo(() => readFormSearch(raw), [raw])
  const navigate = useNavigate()
  const { subject, from, pipeline, failed, isWaiting } = useFormData(search)
  const pipelineId = search.pipeline ?? pipeline?.id
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
            version={pipeline?.version}
            versions={pipeline?.versions ?? []}
            name={pipeline?.name}
            file={subject?.document ? `The file of ${from?.name ?? 'a run'}` : undefined}
            onPipeline={(id) => change({ pipeline: id || undefined, version: undefined })}
            onVersion={(id) => change({ pipeline: pipelineId, version: id })}
          />
        }
      />
      <div className="flex min-h-0 flex-1 flex-col border-border border-t">
        {failed && <ErrorState what="prepare the form" error={failed.error} onRetry={() => void failed.refetch()} />}
        {!failed && isWaiting && <SkeletonRows rows={8} />}
        {!failed && !isWaiting && subject && (
          <RunForm
            key={`${subject.key} ${search.from ?? ''}`}
            subject={subject}
            from={from}
            experiment={search.experiment ?? ''}
            onFrom={(run) =>
              change(
                subject.document
                  ? { from: run ?? search.from } // its file is what is run
                  : { from: run ?? undefined, pipeline: subject.pipelineId, version: subject.versionId },
              )
            }
          />
        )}
        {!failed && !isWaiting && !subject && (
          <ChoosePipeline
            text={missingText(pipelineId)}
            onChoose={(id) => change({ pipeline: id, version: undefined })}
          />
        )}
      </div>
    </main>
  )
}

function missingText(pipeline: string | undefined): string {
  return pipeline
    ? 'This pipeline has no version yet: upload one, then run it.'
    : 'A run is one execution of a version of a pipeline.'
}

interface ChoiceProps {
  pipeline: string | undefined
  version: string | undefined
  versions: readonly { id: string; display_name: string }[]
  name: string | undefined
  /** The run whose file is run, in words. */
  file: string | undefined
  onPipeline: (id: string) => void
  onVersion: (id: string) => void
}

function Choice({ pipeline, version, versions, name, file, onPipeline, onVersion }: ChoiceProps) {
  const known = useQuery(recentPipelinesOptions(MOST_CHOICES)).data?.items ?? []
  const options = known.map((item) => ({ value: item.id, label: item.display_name }))
  if (file) options.unshift({ value: FILE, label: file })
  else if (pipeline === undefined) options.unshift({ value: '', label: 'Choose a pipeline…' })
  else if (!known.some((item) => item.id === pipeline)) options.unshift({ value: pipeline, label: name ?? pipeline })
  return (
    <>
      <Select
        aria-label="Pipeline"
        options={options}
        value={file ? FILE : (pipeline ?? '')}
        onChange={(id) => id !== FILE && onPipeline(id)}
        className="w-56"
      />
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
