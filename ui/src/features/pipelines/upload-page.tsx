import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { FileUp } from 'lucide-react'
import { type DragEvent, useRef, useState } from 'react'
import { keys } from '@/api/keys'
import {
  checkPipeline,
  type NewPipeline,
  type PipelineCheck,
  recentPipelinesOptions,
  uploadPipeline,
} from '@/api/pipelines'
import { Button } from '@/components/ui/button'
import { Chip } from '@/components/ui/chip'
import { ErrorState } from '@/components/ui/error-state'
import { Field, Input, TextArea } from '@/components/ui/field'
import { PageHeader } from '@/components/ui/page-header'
import { Select } from '@/components/ui/select'
import { usePage } from '@/lib/page'
import { type RawSearch, text as searchText } from '@/lib/search-params'
import { ProblemList } from './problem-list'

const MOST_CHOICES = 200
const CHECK_DELAY = 400

/** Upload a pipeline file: choose it, drop it or paste it; what is wrong with it is shown before anything is kept. */
export function UploadPage() {
  usePage('Upload', { section: 'Pipelines' })
  const raw: RawSearch = useSearch({ strict: false })
  const [document, setDocument] = useState('')
  const [name, setName] = useState('')
  const [pipeline, setPipeline] = useState(searchText(raw, 'pipeline') ?? '')
  const [versionName, setVersionName] = useState('')
  const [isDropping, setDropping] = useState(false)
  const check = useCheck(document)
  const upload = useUpload()
  const isOk = check.data !== undefined && !check.data.problems.some((problem) => problem.severity === 'error')
  const read = async (file: File | undefined) => {
    if (file) setDocument(await file.text())
  }
  const onDrop = (event: DragEvent) => {
    event.preventDefault()
    setDropping(false)
    void read(event.dataTransfer.files[0])
  }
  const file: NewPipeline = { document, name, version_name: versionName, pipeline_id: pipeline }
  return (
    <main className="flex min-h-0 flex-1 flex-col overflow-y-auto bg-surface">
      <PageHeader crumbs={[{ label: 'Pipelines', to: '/pipelines' }]} title="Upload a pipeline" />
      {/* biome-ignore lint/a11y/noStaticElementInteractions: the button in it does the same by keyboard */}
      <div
        className="grid gap-8 px-6 pb-8 lg:grid-cols-[minmax(0,1fr)_320px]"
        onDragOver={(event) => {
          event.preventDefault()
          setDropping(true)
        }}
        onDragLeave={() => setDropping(false)}
        onDrop={onDrop}
      >
        <div className="flex min-w-0 flex-col gap-4">
          <Chooser isDropping={isDropping} onFile={(chosen) => void read(chosen)} />
          <Field
            label="Pipeline file"
            help="YAML or JSON, as `penstock compile` writes it. Paste it here, or drop a file."
          >
            {(ids) => (
              <TextArea
                {...ids}
                spellCheck={false}
                value={document}
                onChange={(event) => setDocument(event.target.value)}
                className="min-h-48 font-mono text-mono"
              />
            )}
          </Field>
          {check.isError && (
            <ErrorState what="check the file" error={check.error} onRetry={() => void check.refetch()} />
          )}
          {document && check.data && <Checked check={check.data} />}
        </div>
        <div className="flex flex-col gap-4">
          <Target pipeline={pipeline} onPipeline={setPipeline} />
          {pipeline === '' && (
            <Field label="Name" help="Empty: the name that the file says.">
              {(ids) => (
                <Input
                  {...ids}
                  value={name}
                  placeholder={check.data?.name ?? ''}
                  onChange={(event) => setName(event.target.value)}
                />
              )}
            </Field>
          )}
          <Field label="Version name" help="Empty: the next number.">
            {(ids) => <Input {...ids} value={versionName} onChange={(event) => setVersionName(event.target.value)} />}
          </Field>
          {upload.error && <ProblemList problems={[problemOfError(upload.error)]} />}
          <div className="flex gap-2">
            <Button
              variant="primary"
              disabled={!isOk || upload.isPending}
              onClick={() => upload.mutate({ file, thenRun: false })}
            >
              Create
            </Button>
            <Button disabled={!isOk || upload.isPending} onClick={() => upload.mutate({ file, thenRun: true })}>
              Create and run
            </Button>
          </div>
        </div>
      </div>
    </main>
  )
}

function Chooser({ isDropping, onFile }: { isDropping: boolean; onFile: (file: File | undefined) => void }) {
  const input = useRef<HTMLInputElement>(null)
  return (
    <div
      className={`flex flex-col items-center gap-2 rounded-card border border-dashed p-6 text-ink-2 ${isDropping ? 'border-accent bg-accent-soft' : 'border-border-strong'}`}
    >
      <FileUp size={24} aria-hidden className="text-ink-3" />
      <p>Drop a compiled pipeline here</p>
      <Button onClick={() => input.current?.click()}>Choose a file</Button>
      <input
        ref={input}
        type="file"
        aria-label="Pipeline file to upload"
        accept=".yaml,.yml,.json"
        className="sr-only"
        tabIndex={-1}
        onChange={(event) => {
          onFile(event.target.files?.[0])
          event.target.value = ''
        }}
      />
    </div>
  )
}

function Target({ pipeline, onPipeline }: { pipeline: string; onPipeline: (id: string) => void }) {
  const known = useQuery(recentPipelinesOptions(MOST_CHOICES)).data?.items ?? []
  const options = [
    { value: '', label: 'A new pipeline' },
    ...known.map((item) => ({ value: item.id, label: `Version of ${item.display_name}` })),
  ]
  return (
    <Field label="What it becomes">
      {(ids) => <Select {...ids} options={options} value={pipeline} onChange={onPipeline} className="w-full" />}
    </Field>
  )
}

function Checked({ check }: { check: PipelineCheck }) {
  const errors = check.problems.filter((problem) => problem.severity === 'error')
  return (
    <section aria-label="What the file holds" className="flex flex-col gap-3">
      <ProblemList problems={check.problems} />
      {errors.length === 0 && (
        <div className="rounded-card border border-border p-4">
          <p className="font-semibold">{check.name}</p>
          {check.description && <p className="mt-0.5 text-ink-2">{check.description}</p>}
          <ul className="mt-3 flex flex-wrap gap-2" aria-label="Inputs">
            {check.inputs.map((input) => (
              <li key={input.name}>
                <Chip isMono>{input.optional ? `${input.name}?` : input.name}</Chip>
              </li>
            ))}
          </ul>
        </div>
      )}
    </section>
  )
}

function useCheck(document: string) {
  return useQuery({
    queryKey: ['pipelines', 'check', document],
    queryFn: async ({ signal }) => {
      await new Promise((resolve) => setTimeout(resolve, CHECK_DELAY)) // one question for a burst of keys
      signal.throwIfAborted()
      return checkPipeline({ document })
    },
    enabled: document.trim() !== '',
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 0,
  })
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
