import { useState } from 'react'
import type { RunDetail, RunTasks } from '@/api/run'
import { Button } from '@/components/ui/button'
import { ToneIcon } from '@/components/ui/state'
import { placeName } from '@/domain/iterations'
import { isFinal } from '@/domain/states'
import { RetryDialog } from './retry-dialog'
import type { ChangeSearch } from './run-search'

interface FailureStripProps {
  detail: RunDetail
  tasks: RunTasks
  onChange: ChangeSearch
}

/** What failed first, and the way to it. */
export function FailureStrip({ detail, tasks, onChange }: FailureStripProps) {
  const [isAsked, setIsAsked] = useState(false)
  const first = detail.first_failure
  const failure = first?.failure ?? (tasks.run.state === 'FAILED' ? tasks.run.failure : null)
  if (!failure) return null
  return (
    <section
      aria-label="What failed first"
      className="mx-6 mb-1 flex items-center gap-x-2.5 rounded-control max-md:flex-wrap border border-failed/30 bg-failed/8 py-1 pr-1 pl-3"
    >
      <ToneIcon tone="failed" size={14} />
      <p
        className="min-w-0 flex-1 truncate max-md:line-clamp-3 max-md:basis-4/5 max-md:whitespace-normal"
        title={failure.hint || failure.message}
      >
        {first && <b className="font-semibold">{`${placeName(first.name, first.path)}: `}</b>}
        {failure.message}
        {failure.hint && <span className="text-ink-2">{` — ${failure.hint}`}</span>}
      </p>
      {first && (
        <>
          <Button size="small" variant="ghost" onClick={() => onChange({ task: first.path, panel: 'logs' })}>
            Log
          </Button>
          <Button size="small" variant="ghost" onClick={() => onChange({ task: first.path, panel: undefined })}>
            Show
          </Button>
        </>
      )}
      {isFinal(tasks.run.state) && (
        <Button size="small" variant="ghost" onClick={() => setIsAsked(true)}>
          Retry
        </Button>
      )}
      {isAsked && <RetryDialog tasks={tasks} onClose={() => setIsAsked(false)} />}
    </section>
  )
}
