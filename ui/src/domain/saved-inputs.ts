/** Inputs of a pipeline that somebody keeps under a name, to fill the form with again. */
import { type Entries, type FormInput, freshEntry } from './form'

export interface SavedInputs {
  name: string
  entries: Entries
}

/** Keep a set; one of the same name is replaced. They are in the order of their names. */
export function withSaved(all: readonly SavedInputs[], set: SavedInputs): SavedInputs[] {
  return [...without(all, set.name), set].sort((a, b) => a.name.localeCompare(b.name, 'en', { numeric: true }))
}

export function without(all: readonly SavedInputs[], name: string): SavedInputs[] {
  return all.filter((set) => set.name !== name)
}

/** What a set puts into the fields of a version that may have other inputs by now: those that it lacks are fresh. */
export function entriesOf(set: SavedInputs, inputs: readonly FormInput[]): Entries {
  return Object.fromEntries(inputs.map((input) => [input.name, set.entries[input.name] ?? freshEntry(input)]))
}
