import { Field, Input, TextArea } from '@/components/ui/field'
import { Select } from '@/components/ui/select'
import { Segmented } from '@/components/ui/switch'
import { ExperimentField } from './experiment-field'
import type { RunChoices } from './run-choices'

const CACHE_WORDS = {
  on: 'Results of equal tasks are taken over.',
  off: 'Every task runs, and nothing is kept for later runs.',
  refresh: 'Every task runs, and its results are kept for later runs.',
} as const

const FAIL_FAST = [
  { value: '', label: 'As the pipeline says' },
  { value: 'yes', label: 'Stop everything' },
  { value: 'no', label: 'Go on with what can go on' },
]

interface OptionFieldsProps {
  choices: RunChoices
  onChange: (choices: RunChoices) => void
  errors: { [K in keyof RunChoices]?: string }
}

/** What of a run is no input: its name, where it belongs, its tags, and how it is run. */
export function OptionFields({ choices, onChange, errors }: OptionFieldsProps) {
  const change = (part: Partial<RunChoices>) => onChange({ ...choices, ...part })
  return (
    <>
      <Field label="Run name" help="Empty: made from the pipeline's name.">
        {(ids) => <Input {...ids} value={choices.name} onChange={(event) => change({ name: event.target.value })} />}
      </Field>
      <ExperimentField value={choices.experiment} onChange={(experiment) => change({ experiment })} />
      <Field label="Tags" help="One name=value a line." error={errors.tags}>
        {(ids) => (
          <TextArea
            {...ids}
            rows={1}
            spellCheck={false}
            value={choices.tags}
            onChange={(event) => change({ tags: event.target.value })}
          />
        )}
      </Field>
      <div className="flex flex-col items-start gap-1">
        <span className="font-medium">Cache</span>
        <Segmented
          label="Cache"
          options={[
            { id: 'on', label: 'On' },
            { id: 'off', label: 'Off' },
            { id: 'refresh', label: 'Refresh' },
          ]}
          value={choices.cache}
          onChange={(cache) => change({ cache })}
        />
        <p className="text-dense text-ink-3">{CACHE_WORDS[choices.cache]}</p>
      </div>
      <details open={errors.parallelism !== undefined || undefined}>
        <summary className="cursor-pointer rounded-chip text-ink-2">More</summary>
        <div className="mt-3 flex flex-col gap-4">
          <Field label="Description">
            {(ids) => (
              <TextArea
                {...ids}
                rows={1}
                value={choices.description}
                onChange={(event) => change({ description: event.target.value })}
              />
            )}
          </Field>
          <Field
            label="Tasks at once"
            help="Empty: as many as the machine has room for. 0: no limit of this run's own."
            error={errors.parallelism}
          >
            {(ids) => (
              <Input
                {...ids}
                inputMode="numeric"
                value={choices.parallelism}
                onChange={(event) => change({ parallelism: event.target.value })}
              />
            )}
          </Field>
          <Field label="At the first failure">
            {(ids) => (
              <Select
                {...ids}
                options={FAIL_FAST}
                value={choices.failFast}
                onChange={(value) => change({ failFast: value as RunChoices['failFast'] })}
                className="w-full"
              />
            )}
          </Field>
        </div>
      </details>
    </>
  )
}
