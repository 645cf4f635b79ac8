import { RotateCcw } from 'lucide-react'
import { lazy, Suspense, useEffect, useRef, useState } from 'react'
import type { FormRun } from '@/api/new-run'
import { Button } from '@/components/ui/button'
import { Skeleton } from '@/components/ui/skeleton'
import { Segmented } from '@/components/ui/switch'
import { freshEntry } from '@/domain/form'
import { countText } from '@/domain/numbers'
import { isField } from '@/lib/shortcuts'
import { toast } from '@/lib/toast'
import { InputsForm } from './inputs-form'
import { Presets } from './presets'
import type { Subject } from './subject'
import type { FormEntries } from './use-entries'

const InputsText = lazy(() => import('./inputs-text').then((module) => ({ default: module.InputsText })))

interface InputsSectionProps {
  subject: Subject
  from: FormRun | null
  form: FormEntries
  isReadable: boolean
  onReadable: (isReadable: boolean) => void
  /** Take over the arguments of a run; null takes the defaults. */
  onFrom: (run: string | null) => void
}

/** The inputs, as fields or as a text; filled by a run, by the defaults, or by what is pasted. */
export function InputsSection(props: InputsSectionProps) {
  const { subject, from, form, isReadable, onReadable, onFrom } = props
  const [view, setView] = useState<'form' | 'yaml'>('form')
  usePastedArguments(subject, form, view === 'form')
  const show = (next: 'form' | 'yaml') => {
    if (isReadable) setView(next)
    else toast.error('The text cannot be read as inputs yet', 'Repair the lines that are marked')
  }
  const reset = () => {
    form.replace(Object.fromEntries(subject.inputs.map((input) => [input.name, freshEntry(input)])), [])
    onReadable(true)
    onFrom(null)
  }
  return (
    <section aria-label="Inputs" className="flex min-w-0 flex-col lg:min-h-0 lg:overflow-y-auto">
      <div className="sticky top-0 z-10 flex flex-wrap items-center gap-2 border-border border-b bg-surface px-6 py-2">
        <Segmented
          label="How inputs are shown"
          options={[
            { id: 'form', label: 'Form' },
            { id: 'yaml', label: 'YAML' },
          ]}
          value={view}
          onChange={show}
        />
        <span className="text-dense text-ink-3">
          {form.changedCount > 0 ? `${countText(form.changedCount, 'input')} changed` : 'Nothing changed'}
        </span>
        <span className="ml-auto flex items-center gap-2">
          <Presets subject={subject} from={from?.id} onDefaults={reset} onRun={onFrom} form={form} />
          <Button size="small" variant="ghost" disabled={form.changedCount === 0} onClick={reset}>
            <RotateCcw size={14} aria-hidden /> Reset
          </Button>
        </span>
      </div>
      <div className="flex flex-1 flex-col gap-5 px-6 py-5 lg:min-h-0">
        {from && (
          <p className="text-ink-2">{`The inputs are those of ${from.name}; inputs that it was not given have their defaults.`}</p>
        )}
        {view === 'form' ? (
          <InputsForm inputs={subject.inputs} form={form} />
        ) : (
          <Suspense fallback={<Skeleton className="min-h-64 flex-1" />}>
            <InputsText inputs={subject.inputs} form={form} onReadable={onReadable} />
          </Suspense>
        )}
        {view === 'form' && subject.inputs.length > 0 && (
          <p className="text-dense text-ink-3">
            Paste lines of <code className="font-mono">name=value</code>, YAML or JSON anywhere on this page to fill the
            fields.
          </p>
        )}
      </div>
    </section>
  )
}

/** Arguments pasted outside of a field fill the fields that they name; the others keep what they have. */
function usePastedArguments(subject: Subject, form: FormEntries, isEnabled: boolean): void {
  const latest = useRef(form)
  useEffect(() => {
    latest.current = form
  })
  useEffect(() => {
    if (!isEnabled) return
    const onPaste = (event: ClipboardEvent) => {
      const text = event.clipboardData?.getData('text/plain') ?? ''
      if (isField(event.target) || text.trim() === '') return
      event.preventDefault()
      void fill(subject, latest.current, text)
    }
    window.addEventListener('paste', onPaste)
    return () => window.removeEventListener('paste', onPaste)
  }, [subject, isEnabled])
}

async function fill(subject: Subject, form: FormEntries, text: string): Promise<void> {
  const { looksLikeArguments, readArguments } = await import('@/domain/form-text')
  if (!looksLikeArguments(text)) {
    toast.error('What was pasted is no list of inputs', 'Paste lines of name=value, YAML or JSON')
    return
  }
  const { entries, given, problems } = readArguments(subject.inputs, text)
  const taken = given.flatMap((name) => {
    const entry = entries[name]
    return entry ? [[name, entry] as const] : []
  })
  form.replace({ ...form.entries, ...Object.fromEntries(taken) }, given)
  const left = problems.map((problem) => problem.message).join('; ')
  if (taken.length === 0) toast.error('Nothing was filled', left)
  else if (left) toast.error(`${countText(taken.length, 'input')} filled, but not all`, left)
  else toast.success(`${countText(taken.length, 'input')} filled`)
}
