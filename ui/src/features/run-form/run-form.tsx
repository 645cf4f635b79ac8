import { useMutation, useQuery } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { ChevronDown, Copy, Play } from 'lucide-react'
import { useMemo, useState } from 'react'
import { address } from '@/api/client'
import { experimentChoicesOptions } from '@/api/experiments'
import { checkRun, type FormRun, type FormVersion, type NewRunOptions, newRunText, startRun } from '@/api/new-run'
import type { PipelineDetail, Problem } from '@/api/pipelines'
import { ApiError } from '@/api/problem'
import { Button } from '@/components/ui/button'
import { ErrorState } from '@/components/ui/error-state'
import { Kbd } from '@/components/ui/kbd'
import { Menu } from '@/components/ui/menu'
import { type Entries, type Entry, fillEntries, freshEntry, readEntries } from '@/domain/form'
import { cliText, curlText, pythonText, type RunOrder } from '@/domain/run-commands'
import { copyText } from '@/lib/clipboard'
import { useShortcut } from '@/lib/shortcuts'
import { toast } from '@/lib/toast'
import { InputField } from './input-field'
import { OptionFields, type RunChoices, readTags, tagsText } from './option-fields'

interface RunFormProps {
  pipeline: PipelineDetail
  version: FormVersion
  /** The run whose arguments fill the fields. */
  from: FormRun | null
  experiment: string
}

/** The inputs of a version at the left, how it is run at the right. */
export function RunForm({ pipeline, version, from, experiment }: RunFormProps) {
  const navigate = useNavigate()
  const [entries, setEntries] = useState<Entries>(() => fillEntries(version.inputs, from?.arguments ?? {}))
  const [choices, setChoices] = useState<RunChoices>(() => ({
    name: '',
    experiment: experiment || (from?.experiment?.id ?? ''),
    tags: tagsText(from?.tags ?? {}),
    cache: 'on',
  }))
  const [touched, setTouched] = useState<ReadonlySet<string>>(new Set())
  const [isTried, setTried] = useState(false)
  const [refused, setRefused] = useState<Readonly<Record<string, string>>>({})
  const { json, errors } = useMemo(() => readEntries(version.inputs, entries), [version.inputs, entries])
  const tags = readTags(choices.tags)
  const options: NewRunOptions = {
    name: choices.name.trim(),
    pipeline_id: pipeline.id,
    pipeline_version_id: version.id,
    experiment_id: choices.experiment,
    tags: tags.tags,
    cache: choices.cache,
  }
  const start = useMutation({
    mutationFn: async () => {
      const { problems } = await checkRun(options, json)
      const wrong = problems.filter((problem) => problem.severity === 'error')
      if (wrong.length > 0) throw refusal(wrong)
      return startRun(options, json)
    },
    onSuccess: (run) => void navigate({ to: `/runs/${run.id}` as string }),
    onError: (error) => setRefused(byField(error)),
  })
  const isWhole = Object.keys(errors).length === 0 && tags.error === undefined
  const run = () => {
    setTried(true)
    setRefused({})
    start.reset()
    if (isWhole && !start.isPending) start.mutate()
    else if (!isWhole) requestAnimationFrame(() => document.querySelector<HTMLElement>('[aria-invalid]')?.focus())
  }
  useShortcut('Mod Enter', 'Start the run', run, { inFields: true })
  const change = (name: string, entry: Entry) => {
    setEntries({ ...entries, [name]: entry })
    setTouched(new Set([...touched, name]))
    if (refused[name]) setRefused(Object.fromEntries(Object.entries(refused).filter(([key]) => key !== name)))
  }
  const names = new Set(version.inputs.map((input) => input.name))
  const isElsewhere = start.error !== null && !hasOnly(start.error, names)
  const order = useOrder(pipeline, options, json)
  return (
    <div className="grid min-h-0 flex-1 overflow-y-auto lg:grid-cols-[minmax(0,1fr)_360px] lg:overflow-hidden">
      <section aria-label="Inputs" className="min-h-0 px-6 py-5 lg:overflow-y-auto">
        <div className="flex max-w-2xl flex-col gap-5">
          {from && (
            <p className="text-ink-2">{`The inputs are those of ${from.name}; inputs that it was not given have their defaults.`}</p>
          )}
          {version.inputs.length === 0 && <p className="text-ink-2">This pipeline has no inputs.</p>}
          {version.inputs.map((input) => (
            <InputField
              key={input.name}
              input={input}
              entry={entries[input.name] ?? freshEntry(input)}
              error={refused[input.name] ?? (isTried || touched.has(input.name) ? errors[input.name] : undefined)}
              onChange={(entry) => change(input.name, entry)}
            />
          ))}
        </div>
      </section>
      <aside
        aria-label="How it is run"
        className="flex min-h-0 flex-col gap-4 border-border bg-canvas p-5 lg:overflow-y-auto lg:border-l"
      >
        <OptionFields choices={choices} onChange={setChoices} tagError={isTried ? tags.error : undefined} />
        {isElsewhere && <ErrorState what="start the run" error={start.error} />}
        <div className="flex gap-2">
          <Button variant="primary" className="flex-1" disabled={start.isPending} onClick={run}>
            <Play size={14} aria-hidden /> {start.isPending ? 'Starting…' : 'Run'}
          </Button>
          <CopyMenu order={order} isWhole={isWhole} />
        </div>
        <p className="flex items-center gap-1.5 text-dense text-ink-3">
          <Kbd keys="Mod Enter" /> starts the run
        </p>
      </aside>
    </div>
  )
}

function CopyMenu({ order, isWhole }: { order: RunOrder; isWhole: boolean }) {
  const copy = async (text: string) => {
    if (await copyText(text)) toast.success('Copied')
    else toast.error('This browser does not let the page copy')
  }
  return (
    <Menu
      trigger={
        <Button>
          Copy as <ChevronDown size={14} aria-hidden />
        </Button>
      }
      items={[
        { label: 'Command line', write: cliText },
        { label: 'Python', write: pythonText },
        { label: 'curl', write: curlText },
      ].map(({ label, write }) => ({
        label,
        icon: <Copy size={14} aria-hidden />,
        isDisabled: !isWhole,
        onSelect: () => void copy(write(order)),
      }))}
    />
  )
}

function useOrder(pipeline: PipelineDetail, options: NewRunOptions, argumentsText: string): RunOrder {
  const known = useQuery(experimentChoicesOptions()).data?.items
  return {
    server: window.location.origin + address(''),
    pipelineId: pipeline.id,
    pipelineName: pipeline.name,
    versionId: options.pipeline_version_id,
    name: options.name,
    experiment: known?.find((item) => item.id === options.experiment_id)?.name ?? '',
    cache: options.cache,
    argumentsText,
    requestText: newRunText(options, argumentsText),
  }
}

/** Whether all that was refused belongs to fields of the form. */
function hasOnly(error: Error, names: ReadonlySet<string>): boolean {
  const fields = Object.keys(byField(error))
  return fields.length > 0 && fields.every((field) => names.has(field))
}

/** What the server refused, as an error with its fields. */
function refusal(problems: readonly Problem[]): ApiError {
  const violations = problems.map(({ path, message }) => ({ field: path, description: message }))
  return new ApiError(400, problems.map((problem) => problem.message).join('; '), violations)
}

function byField(error: Error): Record<string, string> {
  const violations = error instanceof ApiError ? error.violations : []
  return Object.fromEntries(violations.map(({ field, description }) => [field, description]))
}
