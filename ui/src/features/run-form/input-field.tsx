import { RotateCcw } from 'lucide-react'
import type { ReactNode } from 'react'
import { IconButton } from '@/components/ui/button'
import { Chip } from '@/components/ui/chip'
import { Checkbox, Field, type FieldIds, Input, TextArea } from '@/components/ui/field'
import { Select } from '@/components/ui/select'
import { Switch } from '@/components/ui/switch'
import { type ExactJson, exactText } from '@/domain/exact-json'
import { type Entry, type FormInput, freshEntry, INPUT_TYPES, isChanged } from '@/domain/form'
import { typeText } from '@/features/artifacts/artifact-chip'
import { ArtifactControl } from './artifact-control'
import { JsonControl } from './json-control'

interface InputFieldProps {
  input: FormInput
  entry: Entry
  error: string | undefined
  onChange: (entry: Entry) => void
}

/** One input of a pipeline: its value, whether it differs from the default, and the way back. */
export function InputField({ input, entry, error, onChange }: InputFieldProps) {
  const changed = isChanged(input, entry)
  const set = (text: string) => onChange({ isSet: true, isNull: false, text })
  return (
    <Field
      label={
        <span className="inline-flex items-center gap-2">
          <span className="font-mono">{input.name}</span>
          {!input.optional && !input.has_default && <span className="font-normal text-failed">required</span>}
        </span>
      }
      aside={
        <span className="flex min-h-7 flex-1 items-center gap-2">
          <Chip>{typeWord(input)}</Chip>
          {changed && input.has_default && <Chip className="bg-accent-soft text-ink">changed</Chip>}
          <span className="ml-auto flex items-center gap-1">
            {((input.nullable && input.type !== 'ARTIFACT') || entry.isNull) && (
              <Checkbox
                checked={entry.isNull}
                aria-label={`${input.name} is null`}
                className="text-dense text-ink-3"
                onChange={(event) => onChange({ ...entry, isSet: true, isNull: event.target.checked })}
              >
                null
              </Checkbox>
            )}
            {entry.isSet && (
              <IconButton
                label={input.has_default ? `Back to ${defaultText(input)}` : 'Give no value'}
                icon={<RotateCcw size={14} />}
                onClick={() => onChange(freshEntry(input))}
              />
            )}
          </span>
        </span>
      }
      help={input.description ? withCode(input.description) : undefined}
      error={error}
    >
      {(ids) => <Control ids={ids} input={input} entry={entry} onText={set} />}
    </Field>
  )
}

interface ControlProps {
  ids: FieldIds
  input: FormInput
  entry: Entry
  onText: (text: string) => void
}

function Control({ ids, input, entry, onText }: ControlProps) {
  if (entry.isNull) return <Input {...ids} value="null" disabled className="font-mono text-mono" />
  if (input.literals) return <LiteralSelect ids={ids} literals={input.literals} text={entry.text} onText={onText} />
  if (input.type === 'BOOLEAN') {
    return (
      <span className="flex h-8 items-center gap-2">
        <Switch {...ids} checked={entry.text === 'true'} onCheckedChange={(isOn) => onText(String(isOn))} />
        <span className="text-ink-2">{entry.isSet || input.has_default ? entry.text : 'no value'}</span>
      </span>
    )
  }
  if (input.type === 'ARTIFACT') {
    return <ArtifactControl ids={ids} type={input.artifact_type} text={entry.text} onText={onText} />
  }
  if (input.type === 'LIST' || input.type === 'STRUCT') {
    return <JsonControl ids={ids} name={input.name} text={entry.text} onText={onText} />
  }
  const placeholder = input.has_default || entry.isSet ? undefined : 'no value'
  const common = {
    ...ids,
    value: entry.text,
    placeholder,
    spellCheck: false,
  }
  if (input.type === 'NUMBER_INTEGER' || input.type === 'NUMBER_DOUBLE') {
    return (
      <Input
        {...common}
        inputMode={input.type === 'NUMBER_INTEGER' ? 'numeric' : 'decimal'}
        className="font-mono text-mono"
        onChange={(event) => onText(event.target.value)}
      />
    )
  }
  return <TextArea {...common} rows={1} onChange={(event) => onText(event.target.value)} />
}

interface LiteralSelectProps {
  ids: FieldIds
  literals: readonly ExactJson[]
  text: string
  onText: (text: string) => void
}

function LiteralSelect({ ids, literals, text, onText }: LiteralSelectProps) {
  const none = text === '' ? [{ value: '', label: 'Choose…' }] : []
  const options = literals.map((value) => ({
    value: exactText(value),
    label: typeof value === 'string' && value !== '' ? value : exactText(value),
  }))
  return <Select {...ids} options={[...none, ...options]} value={text} onChange={onText} className="w-full" />
}

/** A text whose parts between backticks are code, as docstrings have it. */
function withCode(text: string): ReactNode {
  return text.split(/``?([^`]+)``?/).map((part, index) =>
    index % 2 ? (
      <code key={index} className="font-mono text-ink-2">
        {part}
      </code>
    ) : (
      part
    ),
  )
}

function typeWord(input: FormInput): string {
  if (input.literals) return 'choice'
  return input.artifact_type ? typeText(input.artifact_type) : INPUT_TYPES[input.type]
}

function defaultText(input: FormInput): string {
  const text = exactText(input.default)
  return text.length > 40 ? 'the default' : `the default, ${text}`
}
