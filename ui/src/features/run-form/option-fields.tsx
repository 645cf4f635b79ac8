import { useQuery } from '@tanstack/react-query'
import { experimentChoicesOptions } from '@/api/experiments'
import { Field, Input, TextArea } from '@/components/ui/field'
import { Select } from '@/components/ui/select'
import { Segmented } from '@/components/ui/switch'

export interface RunChoices {
  name: string
  experiment: string
  /** As they are typed: one `name=value` a line. */
  tags: string
  cache: 'on' | 'off' | 'refresh'
}

const CACHE_WORDS = {
  on: 'Results of equal tasks are taken over.',
  off: 'Every task runs, and nothing is kept for later runs.',
  refresh: 'Every task runs, and its results are kept for later runs.',
} as const

interface OptionFieldsProps {
  choices: RunChoices
  onChange: (choices: RunChoices) => void
  tagError: string | undefined
}

/** What of a run is no input: its name, where it belongs, its tags, and whether results are reused. */
export function OptionFields({ choices, onChange, tagError }: OptionFieldsProps) {
  const experiments = useQuery(experimentChoicesOptions()).data?.items ?? []
  const options = [
    { value: '', label: 'Default' },
    ...experiments.map((item) => ({ value: item.id, label: item.name })),
  ]
  return (
    <>
      <Field label="Run name" help="Empty: made from the pipeline's name.">
        {(ids) => (
          <Input
            {...ids}
            value={choices.name}
            onChange={(event) => onChange({ ...choices, name: event.target.value })}
          />
        )}
      </Field>
      <Field label="Experiment">
        {(ids) => (
          <Select
            {...ids}
            options={options}
            value={choices.experiment}
            onChange={(experiment) => onChange({ ...choices, experiment })}
            className="w-full"
          />
        )}
      </Field>
      <Field label="Tags" help="One name=value a line." error={tagError}>
        {(ids) => (
          <TextArea
            {...ids}
            rows={1}
            spellCheck={false}
            value={choices.tags}
            onChange={(event) => onChange({ ...choices, tags: event.target.value })}
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
          onChange={(cache) => onChange({ ...choices, cache })}
        />
        <p className="text-dense text-ink-3">{CACHE_WORDS[choices.cache]}</p>
      </div>
    </>
  )
}

/** Read the tags as they are typed. */
export function readTags(text: string): { tags: Record<string, string>; error?: string } {
  const tags: Record<string, string> = {}
  for (const line of text.split('\n').map((part) => part.trim())) {
    if (line === '') continue
    const at = line.indexOf('=')
    const name = (at < 0 ? line : line.slice(0, at)).trim()
    if (name === '') return { tags, error: `A tag needs a name before the "=": ${line}` }
    tags[name] = at < 0 ? '' : line.slice(at + 1).trim()
  }
  return { tags }
}

export function tagsText(tags: Readonly<Record<string, string>>): string {
  return Object.entries(tags)
    .map(([name, value]) => (value ? `${name}=${value}` : name))
    .join('\n')
}
