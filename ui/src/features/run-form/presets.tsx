import { useInfiniteQuery } from '@tanstack/react-query'
import { ChevronDown, History } from 'lucide-react'
import { useState } from 'react'
import { runListOptions } from '@/api/run-lists'
import { Button } from '@/components/ui/button'
import { Picker, PickerList } from '@/components/ui/picker'
import { StateIcon } from '@/components/ui/state'
import { Time } from '@/components/ui/time'
import { entriesOf } from '@/domain/saved-inputs'
import { SavedSets } from './saved-sets'
import type { Subject } from './subject'
import type { FormEntries } from './use-entries'

interface PresetsProps {
  subject: Subject
  /** The run whose arguments stand in the fields. */
  from: string | undefined
  onDefaults: () => void
  onRun: (run: string) => void
  form: FormEntries
}

/** With what the fields are filled: defaults, a saved set, or the arguments of any run of the pipeline. */
export function Presets({ subject, from, onDefaults, onRun, form }: PresetsProps) {
  const [isOpen, setOpen] = useState(false)
  const [wanted, setWanted] = useState('')
  const q = wanted.trim()
  const list = useInfiniteQuery({
    ...runListOptions({ ...scopeOf(subject), sort: '-created_at', ...(q ? { q } : {}) }),
    enabled: isOpen,
  })
  const runs = list.data?.pages.flatMap((page) => page.items) ?? []
  const choose = (act: () => void) => {
    setOpen(false)
    act()
  }
  return (
    <Picker
      label="Fill with"
      isOpen={isOpen}
      onOpenChange={setOpen}
      align="end"
      className="w-96"
      trigger={
        <Button size="small">
          <History size={14} aria-hidden /> Fill with <ChevronDown size={14} aria-hidden />
        </Button>
      }
    >
      <Button variant="ghost" className="justify-start px-2" onClick={() => choose(onDefaults)}>
        The defaults
      </Button>
      <SavedSets
        pipeline={subject.name}
        form={form}
        onChoose={(set) => choose(() => form.replace(entriesOf(set, subject.inputs), Object.keys(set.entries)))}
      />
      <PickerList
        placeholder="The arguments of a run: find it by name"
        nothing={q ? 'No run has that name' : 'This pipeline has not run yet'}
        options={runs.map((run, index) => ({
          value: run.id,
          label: run.name,
          icon: <StateIcon state={run.state} size={14} />,
          hint: index === 0 && q === '' ? 'last run' : <Time at={run.created_at} />,
        }))}
        value={from}
        onSearch={setWanted}
        onChoose={(run) => choose(() => onRun(run))}
      />
    </Picker>
  )
}

/** Files have no id: their runs are those of pipelines with the same name. */
function scopeOf(subject: Subject) {
  return subject.pipelineId ? { pipeline_id: subject.pipelineId } : { pipeline: subject.name }
}
