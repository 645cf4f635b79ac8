import { useMutation, useQuery } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { Play } from 'lucide-react'
import { useState } from 'react'
import { address } from '@/api/address'
import { experimentChoicesOptions } from '@/api/experiments'
import { checkRun, type FormRun, forecastOptions, type NewRunOptions, newRunText, startRun } from '@/api/new-run'
import type { Problem } from '@/api/pipelines'
import { ApiError } from '@/api/problem'
import { serverOptions } from '@/api/server'
import { Button } from '@/components/ui/button'
import { ErrorState } from '@/components/ui/error-state'
import { Kbd } from '@/components/ui/kbd'
import { fillEntries } from '@/domain/form'
import type { RunOrder } from '@/domain/run-commands'
import { useShortcut } from '@/lib/shortcuts'
import { CopyMenu } from './copy-menu'
import { Forecast } from './forecast'
import { InputsSection } from './inputs-section'
import { OptionFields } from './option-fields'
import { readOptions, startingChoices } from './run-choices'
import type { Subject } from './subject'
import { useEntries } from './use-entries'

interface RunFormProps {
  subject: Subject
  /** The run whose arguments fill the fields. */
  from: FormRun | null
  experiment: string
  /** Take over the arguments of a run; null takes the defaults. */
  onFrom: (run: string | null) => void
}

/** The inputs of a version at the left, how it is run at the right. */
export function RunForm({ subject, from, experiment, onFrom }: RunFormProps) {
  const navigate = useNavigate()
  const form = useEntries(subject.inputs, () => fillEntries(subject.inputs, from?.arguments ?? {}))
  const [choices, setChoices] = useState(() => startingChoices(from, experiment))
  const [isReadable, setReadable] = useState(true)
  const [isTried, setTried] = useState(false)
  const read = readOptions(choices)
  const options: NewRunOptions = {
    ...read.options,
    pipeline_id: subject.pipelineId,
    pipeline_version_id: subject.versionId,
    document: subject.document,
  }
  const start = useMutation({
    mutationFn: async () => {
      const { problems } = await checkRun(options, form.json)
      const wrong = problems.filter((problem) => problem.severity === 'error')
      if (wrong.length > 0) throw refusal(wrong)
      return startRun(options, form.json)
    },
    onSuccess: (run) => void navigate({ to: `/runs/${run.id}` as string }),
    onError: (error) => form.refuse(byField(error)),
  })
  const isWhole = Object.keys(form.errors).length === 0 && Object.keys(read.errors).length === 0 && isReadable
  const foreseen = useQuery({ ...forecastOptions(options, form.json), enabled: isWhole && !start.isPending })
  const foreseenErrors = isWhole && foreseen.data ? errorsOf(foreseen.data.problems) : {}
  const run = () => {
    setTried(true)
    form.try()
    start.reset()
    if (isWhole && !start.isPending) start.mutate()
    else if (!isWhole) requestAnimationFrame(focusFirstError)
  }
  useShortcut('Mod Enter', 'Start the run', run, { inFields: true })
  const names = new Set(subject.inputs.map((input) => input.name))
  const isElsewhere = start.error !== null && !hasOnly(start.error, names)
  const order = useOrder(subject, options, form.json)
  return (
    <div
      onKeyDownCapture={(event) => {
        if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey)) return
        event.preventDefault() // also where the focus is on a button, which Enter would press
        event.stopPropagation()
        run()
      }}
      className="grid min-h-0 flex-1 auto-rows-max grid-cols-1 overflow-y-auto lg:auto-rows-auto lg:grid-cols-[minmax(0,1fr)_360px] lg:overflow-hidden"
    >
      <InputsSection
        subject={subject}
        from={from}
        form={{ ...form, errorOf: (name) => form.errorOf(name) ?? foreseenErrors[name] }}
        isReadable={isReadable}
        onReadable={setReadable}
        onFrom={onFrom}
      />
      <aside
        aria-label="How it is run"
        className="flex min-w-0 flex-col gap-4 border-border border-t bg-canvas p-5 lg:min-h-0 lg:overflow-y-auto lg:border-t-0 lg:border-l"
      >
        <OptionFields choices={choices} onChange={setChoices} errors={isTried ? read.errors : {}} />
        {isElsewhere && <ErrorState what="start the run" error={start.error} />}
        {isTried && !isWhole && (
          <p role="alert" className="text-failed">
            {isReadable
              ? 'Some inputs need another value: they are marked.'
              : 'The text of the inputs cannot be read yet.'}
          </p>
        )}
        <div className="flex gap-2">
          <Button variant="primary" className="flex-1" disabled={start.isPending} onClick={run}>
            <Play size={14} aria-hidden /> {start.isPending ? 'Starting…' : 'Run'}
          </Button>
          <CopyMenu order={order} isWhole={isWhole} />
        </div>
        <p className="flex items-center gap-1.5 text-dense text-ink-3">
          <Kbd keys="Mod Enter" /> starts the run
        </p>
        {isWhole && foreseen.data?.forecast && <Forecast forecast={foreseen.data.forecast} />}
      </aside>
    </div>
  )
}

function focusFirstError() {
  const field = document.querySelector<HTMLElement>('[aria-invalid="true"]')
  field?.closest('details')?.setAttribute('open', '')
  field?.focus()
  field?.scrollIntoView({ block: 'center' }) // else what is wrong with it may stand below the window
}

function useOrder(subject: Subject, options: NewRunOptions, argumentsText: string): RunOrder {
  const known = useQuery(experimentChoicesOptions()).data?.items
  const needsToken = useQuery(serverOptions()).data?.needs_token
  return {
    server: window.location.origin + address(''),
    documentPath: subject.documentPath,
    pipelineName: subject.name,
    isOfFile: subject.document !== '',
    name: options.name,
    experiment: known?.find((item) => item.id === options.experiment_id)?.name ?? '',
    cache: options.cache,
    failFast: options.fail_fast === true,
    needsToken: needsToken ?? false,
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

function errorsOf(problems: readonly Problem[]): Record<string, string> {
  const errors = problems.filter((problem) => problem.severity === 'error')
  return Object.fromEntries(errors.map(({ path, message }) => [path, message]))
}

function byField(error: Error): Record<string, string> {
  const violations = error instanceof ApiError ? error.violations : []
  return Object.fromEntries(violations.map(({ field, description }) => [field, description]))
}
