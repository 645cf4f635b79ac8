import { Trash2 } from 'lucide-react'
import { type FormEvent, useState } from 'react'
import { Button, IconButton } from '@/components/ui/button'
import { Input } from '@/components/ui/field'
import { type SavedInputs, without, withSaved } from '@/domain/saved-inputs'
import { useStored } from '@/lib/storage'
import type { FormEntries } from './use-entries'

interface SavedSetsProps {
  /** The name of the pipeline: its versions share their sets. */
  pipeline: string
  form: FormEntries
  onChoose: (set: SavedInputs) => void
}

const NONE: SavedInputs[] = []

/** Sets of inputs under names; this browser keeps them. */
export function SavedSets({ pipeline, form, onChoose }: SavedSetsProps) {
  const [sets, setSets] = useStored<SavedInputs[]>(`inputs.${pipeline}`, NONE)
  const [name, setName] = useState('')
  const save = (event: FormEvent) => {
    event.preventDefault()
    event.stopPropagation()
    if (name.trim() === '') return
    setSets(withSaved(sets, { name: name.trim(), entries: form.entries }))
    setName('')
  }
  return (
    <div className="flex flex-col gap-1 border-border border-b pb-2">
      {sets.length > 0 && (
        <ul aria-label="Saved inputs" className="max-h-40 overflow-auto">
          {sets.map((set) => (
            <li key={set.name} className="flex items-center">
              <Button variant="ghost" className="min-w-0 flex-1 justify-start px-2" onClick={() => onChoose(set)}>
                <span className="truncate">{set.name}</span>
              </Button>
              <IconButton
                label={`Forget ${set.name}`}
                icon={<Trash2 size={14} />}
                onClick={() => setSets(without(sets, set.name))}
              />
            </li>
          ))}
        </ul>
      )}
      <form className="flex items-center gap-2 px-2" onSubmit={save}>
        <Input
          aria-label="Name of the inputs"
          placeholder="Save these inputs as…"
          value={name}
          onChange={(event) => setName(event.target.value)}
          className="h-7 flex-1"
        />
        <Button size="small" type="submit" disabled={name.trim() === ''}>
          Save
        </Button>
      </form>
    </div>
  )
}
