import { useEffect, useRef, useState } from 'react'
import type { RunTasks } from '@/api/run'
import { wordOf } from '@/domain/states'

/** Tells screen readers when a run that is looked at goes into another state; not what it was when they came. */
export function Announcement({ tasks }: { tasks: RunTasks }) {
  const { name, state, failure } = tasks.run
  const before = useRef(state)
  const [text, setText] = useState('')
  useEffect(() => {
    if (before.current === state) return
    before.current = state
    setText([`Run ${name}: ${wordOf(state).toLowerCase()}`, failure?.message].filter(Boolean).join('. '))
  }, [name, state, failure])
  return (
    <p className="sr-only" aria-live="polite">
      {text}
    </p>
  )
}
