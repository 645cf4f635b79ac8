import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { keys } from '@/api/keys'
import { type NewPipeline, type PipelineCheck, recentPipelinesOptions, uploadPipeline } from '@/api/pipelines'
import { Button } from '@/components/ui/button'
import { Field, Input } from '@/components/ui/field'
import { Select } from '@/components/ui/select'
import { ProblemList } from './problem-list'

const MOST_CHOICES = 200

interface UploadTargetProps {
  document: string
  check: PipelineCheck | undefined
  isChecking: boolean
  /** The pipeline of which it becomes a version; "" makes a new one. */
  pipeline: string
}

/** What becomes of the file: a new pipeline or a version of one, and under which name. */
export function UploadTarget({ document, check, isChecking, pipeline: wanted }: UploadTargetProps) {
  const [name, setName] = useState('')
  const [pipeline, setPipeline] = useState(wanted)
  const [versionName, setVersionName] = useState('')
  const upload = useUpload()
  const known = useQuery(recentPipelinesOptions(MOST_CHOICES)).data?.items ?? []
  const isOk = check !== undefined && !isChecking && !check.problems.some((problem) => problem.severity === 'error')
  const same = pipeline === '' ? known.find((item) => item.name === (name.trim() || check?.name)) : undefined
  const file: NewPipeline = { document, name, version_name: versionName, pipeline_id: pipeline }
  const canUpload = isOk && !upload.isPending
  return (
    <section aria-label="What it becomes" className="flex shrink-0 flex-col gap-4 p-6">
      <div className="grid gap-4 sm:grid-cols-2 xl:grid-cols-3">
        <Field label="What it becomes">
          {(ids) => (
            <Select
              {...ids}
              options={[
                { value: '', label: 'A new pipeline' },
                ...known.map((item) => ({ value: item.id, label: `Version of ${item.display_name}` })),
              ]}
              value={pipeline}
              onChange={setPipeline}
              className="w-full"
            />
          )}
        </Field>
        {pipeline === '' && (
          <Field label="Name" help="Empty: the name that the file says.">
            {(ids) => (
              <Input
                {...ids}
                value={name}
                placeholder={check?.name ?? ''}
                onChange={(event) => setName(event.target.value)}
              />
            )}
          </Field>
        )}
        <Field label="Version name" help="Empty: the next number.">
          {(ids) => <Input {...ids} value={versionName} onChange={(event) => setVersionName(event.target.value)} />}
        </Field>
      </div>
      {same && (
        <p className="flex flex-wrap items-center gap-2 text-ink-2">
          {`There is a pipeline ${same.display_name} already.`}
          <Button size="small" onClick={() => setPipeline(same.id)}>
            Make it a version of that one
          </Button>
        </p>
      )}
      {upload.error && <ProblemList problems={[problemOfError(upload.error)]} />}
      <div className="flex gap-2">
        <Button variant="primary" disabled={!canUpload} onClick={() => upload.mutate({ file, thenRun: false })}>
          Create
        </Button>
        <Button disabled={!canUpload} onClick={() => upload.mutate({ file, thenRun: true })}>
          Create and run
        </Button>
      </div>
    </section>
  )
}

function useUpload() {
  const client = useQueryClient()
  const navigate = useNavigate()
  return useMutation({
    mutationFn: ({ file }: { file: NewPipeline; thenRun: boolean }) => uploadPipeline(file),
    onSuccess: ({ pipeline, version }, { thenRun }) => {
      void client.invalidateQueries({ queryKey: keys.pipelines.all })
      if (thenRun) void navigate({ to: '/runs/new', search: { pipeline: pipeline.id, version: version.id } })
      else void navigate({ to: '/pipelines/$id', params: { id: pipeline.id }, search: { version: version.id } })
    },
  })
}

function problemOfError(error: Error) {
  const hint = 'hint' in error ? String(error.hint) : ''
  return { code: '', path: '', message: error.message, hint, severity: 'error' as const, line: null, column: null }
}
