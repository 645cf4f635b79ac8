import { useMemo, useState } from 'react'
import { type Entries, type Entry, type FormInput, isChanged, readEntries } from '@/domain/form'

/** What stands in the fields, what is wrong with it, and what the server refused; a refusal goes with the next change. */
export function useEntries(inputs: readonly FormInput[], start: () => Entries) {
  const [entries, setEntries] = useState(start)
  const [touched, setTouched] = useState<ReadonlySet<string>>(new Set())
  const [refused, setRefused] = useState<Readonly<Record<string, string>>>({})
  const [isTried, setTried] = useState(false)
  const { json, errors } = useMemo(() => readEntries(inputs, entries), [inputs, entries])
  const change = (name: string, entry: Entry) => {
    setEntries({ ...entries, [name]: entry })
    setTouched(new Set([...touched, name]))
    if (refused[name]) setRefused(Object.fromEntries(Object.entries(refused).filter(([key]) => key !== name)))
  }
  const replace = (next: Entries, names: readonly string[]) => {
    setEntries(next)
    setTouched(new Set([...touched, ...names]))
    setRefused({})
  }
  const errorOf = (name: string) => refused[name] ?? (isTried || touched.has(name) ? errors[name] : undefined)
  const changed = inputs.filter((input) => {
    const entry = entries[input.name]
    return entry !== undefined && isChanged(input, entry)
  })
  return {
    entries,
    json,
    errors,
    changedCount: changed.length,
    errorOf,
    change,
    replace,
    refuse: setRefused,
    /** From now on everything that is wrong is shown, not only what was touched. */
    try: () => {
      setTried(true)
      setRefused({})
    },
  }
}

export type FormEntries = ReturnType<typeof useEntries>
