import type { IoValue, TaskDetail } from '@/api/run'
import { Chip } from '@/components/ui/chip'
import { INPUT_TYPES, type InputType } from '@/domain/form'
import { valueText } from '@/domain/values'
import { ArtifactChip, typeText } from '@/features/artifacts/artifact-chip'
import { JsonTree } from '@/features/artifacts/json-tree'
import { Section } from './section'

/** What a task was given and by whom, and what it gave. */
export function TaskIo({ detail, onTask }: { detail: TaskDetail; onTask: (path: string) => void }) {
  return (
    <div className="flex flex-col gap-4 p-4">
      <Slots title="Inputs" values={detail.inputs} empty="It takes nothing." onTask={onTask} />
      <Slots title="Outputs" values={detail.outputs} empty="It gives nothing." onTask={onTask} />
    </div>
  )
}

interface SlotsProps {
  title: string
  values: readonly IoValue[]
  empty: string
  onTask: (path: string) => void
}

export function Slots({ title, values, empty, onTask }: SlotsProps) {
  return (
    <Section title={title}>
      {values.length === 0 && <p className="text-ink-3">{empty}</p>}
      <ul>
        {values.map((value) => (
          <li key={value.name} className="border-border/60 border-b py-1.5 last:border-0">
            <div className="flex flex-wrap items-center gap-2">
              <span className="font-medium">{value.name}</span>
              <Chip>{typeWord(value.type)}</Chip>
              <Origin value={value} onTask={onTask} />
            </div>
            <Content value={value} />
          </li>
        ))}
      </ul>
    </Section>
  )
}

/** The words of the run form; artifacts keep the name of their type. */
function typeWord(type: string): string {
  return INPUT_TYPES[type as InputType] ?? typeText(type)
}

function Origin({ value, onTask }: { value: IoValue; onTask: (path: string) => void }) {
  const { producer, is_run_parameter: parameter } = value
  if (producer) {
    return (
      <span className="text-dense text-ink-3">
        {'from '}
        <button
          type="button"
          className="rounded-chip text-accent hover:underline"
          onClick={() => onTask(producer.path)}
        >
          {producer.name}
        </button>
        {` · ${producer.output}`}
      </span>
    )
  }
  if (parameter) return <span className="text-dense text-ink-3">{`parameter ${parameter} of the run`}</span>
  return null
}

function Content({ value }: { value: IoValue }) {
  if (value.is_artifact) {
    if (value.artifacts.length === 0) return <p className="text-dense text-ink-3">none</p>
    return (
      <div className="mt-1 flex flex-wrap gap-1.5">
        {value.artifacts.map((artifact) => (
          <ArtifactChip key={artifact.id} artifact={artifact} />
        ))}
      </div>
    )
  }
  if (value.value !== null && typeof value.value === 'object') {
    return (
      <div className="mt-1 max-h-72 overflow-auto rounded-control border border-border/60 bg-surface">
        <JsonTree value={value.value} />
      </div>
    )
  }
  return <p className="whitespace-pre-wrap break-words font-mono text-mono">{valueText(value.value)}</p>
}
