import { type ReactNode, useState } from 'react'
import { SearchField } from '@/components/ui/search-field'
import { type FormInput, freshEntry, isChanged } from '@/domain/form'
import { groupsOf } from '@/domain/form-groups'
import { countText } from '@/domain/numbers'
import { InputField } from './input-field'
import type { FormEntries } from './use-entries'

/** As many fields are found by eye. */
const MOST_WITHOUT_SEARCH = 10

/** The fields, in groups where names say that they belong together. */
export function InputsForm({ inputs, form }: { inputs: readonly FormInput[]; form: FormEntries }) {
  const [wanted, setWanted] = useState('')
  const text = wanted.trim().toLowerCase()
  const found = inputs.filter((input) => `${input.name} ${input.description}`.toLowerCase().includes(text))
  return (
    <div className="flex max-w-3xl flex-col gap-5">
      {inputs.length === 0 && <p className="text-ink-2">This pipeline has no inputs.</p>}
      {inputs.length > MOST_WITHOUT_SEARCH && (
        <SearchField label="Find an input" placeholder="Find an input" value={wanted} onChange={setWanted} />
      )}
      {inputs.length > 0 && found.length === 0 && <p className="text-ink-3">No input has that in its name.</p>}
      {groupsOf(inputs).map(({ title, inputs: members }) => {
        const shown = members.filter((input) => found.includes(input))
        if (shown.length === 0) return null
        if (title === '') return <Fields key="" inputs={shown} form={form} />
        return (
          <Group key={title} title={title} inputs={members} form={form}>
            <Fields inputs={shown} form={form} />
          </Group>
        )
      })}
    </div>
  )
}

interface GroupProps {
  title: string
  inputs: readonly FormInput[]
  form: FormEntries
  children: ReactNode
}

function Group({ title, inputs, form, children }: GroupProps) {
  const changed = inputs.filter((input) => isChanged(input, form.entries[input.name] ?? freshEntry(input))).length
  return (
    <details open className="border-border border-t pt-3">
      <summary className="mb-3 cursor-pointer rounded-chip font-semibold text-section">
        {title}
        <span className="ml-2 font-normal text-dense text-ink-3">
          {countText(inputs.length, 'input')}
          {changed > 0 && `, ${changed} changed`}
        </span>
      </summary>
      {children}
    </details>
  )
}

function Fields({ inputs, form }: { inputs: readonly FormInput[]; form: FormEntries }) {
  return (
    <div className="flex flex-col gap-5">
      {inputs.map((input) => (
        <InputField
          key={input.name}
          input={input}
          entry={form.entries[input.name] ?? freshEntry(input)}
          error={form.errorOf(input.name)}
          onChange={(entry) => form.change(input.name, entry)}
        />
      ))}
    </div>
  )
}
