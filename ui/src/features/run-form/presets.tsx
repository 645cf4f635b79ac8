import { useInfiniteQuery } from '@tanstack/react-query'
import { ChevronDown, History } from 'lucide-react'
import { Popover } from 'radix-ui'
import { useState } from 'react'
import { runListOptions } from '@/api/run-lists'
import { Button } from '@/components/ui/button'
import { Input } from '@/components/ui/field'
import { StateIcon } from '@/components/ui/state'
import { Time } from '@/components/ui/time'

interface PresetsProps {
  pipeline: string
  /** The run whose arguments stand in the fields. */
  from: string | undefined
  onDefaults: () => void
  onRun: (run: string) => void
}

/** With what the fields are filled: defaults, or the arguments of any run of the pipeline. */
export function Presets({ pipeline, from, onDefaults, onRun }: PresetsProps) {
  const [isOpen, setOpen] = useState(false)
  const [wanted, setWanted] = useState('')
  const q = wanted.trim()
  const list = useInfiniteQuery({
    ...runListOptions({ pipeline_id: pipeline, sort: '-created_at', ...(q ? { q } : {}) }),
    enabled: isOpen,
  })
  const runs = list.data?.pages.flatMap((page) => page.items) ?? []
  const choose = (act: () => void) => {
    setOpen(false)
    act()
  }
  return (
    <Popover.Root open={isOpen} onOpenChange={setOpen}>
      <Popover.Trigger asChild>
        <Button size="small">
          <History size={14} aria-hidden /> Fill with <ChevronDown size={14} aria-hidden />
        </Button>
      </Popover.Trigger>
      <Popover.Portal>
        <Popover.Content
          align="end"
          sideOffset={4}
          className="z-50 flex max-h-[60vh] w-96 flex-col gap-1 rounded-card border border-border bg-surface p-2 shadow-raised"
        >
          <button type="button" className={ITEM} onClick={() => choose(onDefaults)}>
            The defaults
          </button>
          <Input
            aria-label="Find a run of this pipeline"
            placeholder="The arguments of a run: find it by name"
            value={wanted}
            onChange={(event) => setWanted(event.target.value)}
          />
          <ul className="min-h-0 overflow-y-auto">
            {runs.map((run, index) => (
              <li key={run.id}>
                <button
                  type="button"
                  aria-pressed={run.id === from}
                  onClick={() => choose(() => onRun(run.id))}
                  className={ITEM}
                >
                  <StateIcon state={run.state} size={14} />
                  <span className="min-w-0 flex-1 truncate">{run.name}</span>
                  {index === 0 && q === '' && <span className="text-dense text-ink-3">last run</span>}
                  <span className="shrink-0 text-dense text-ink-3">
                    <Time at={run.created_at} />
                  </span>
                </button>
              </li>
            ))}
          </ul>
          {list.data && runs.length === 0 && (
            <p className="px-2 py-1 text-ink-3">{q ? 'No run has that name.' : 'This pipeline has not run yet.'}</p>
          )}
        </Popover.Content>
      </Popover.Portal>
    </Popover.Root>
  )
}

const ITEM = 'flex h-8 w-full items-center gap-2 rounded-chip px-2 text-left hover:bg-hover aria-pressed:bg-accent-soft'
