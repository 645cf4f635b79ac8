import { Link } from '@tanstack/react-router'
import { X } from 'lucide-react'
import type { ReactNode } from 'react'
import type { LineageNode } from '@/api/models'
import { buttonClass, IconButton } from '@/components/ui/button'
import { Chip } from '@/components/ui/chip'
import { StatePill } from '@/components/ui/state'
import { Time } from '@/components/ui/time'
import { bytesText } from '@/domain/numbers'
import { typeText } from '@/features/artifacts/artifact-chip'
import { ArtifactPreview } from '@/features/artifacts/artifact-preview'

/** What there is to know of one item of a lineage, and where it leads. */
export function LineagePanel({ item, onClose }: { item: LineageNode; onClose: () => void }) {
  const name = item.kind === 'task' ? item.name : item.artifact.name
  return (
    <section
      aria-label={`${item.kind === 'task' ? 'Task' : 'Artifact'} ${name}`}
      className="flex min-h-0 flex-1 flex-col overflow-auto"
    >
      <header className="flex min-h-11 shrink-0 items-center gap-2 px-4 pt-2">
        <h2 className="truncate font-semibold text-section">{name}</h2>
        {item.kind === 'task' ? (
          <StatePill state={item.state} cached={item.cached} />
        ) : (
          <Chip>{typeText(item.artifact.type)}</Chip>
        )}
        <span className="ml-auto">
          <IconButton label="Close" icon={<X size={16} />} onClick={onClose} />
        </span>
      </header>
      {item.kind === 'task' ? <TaskFacts item={item} /> : <ArtifactFacts item={item} />}
    </section>
  )
}

type TaskItem = Extract<LineageNode, { kind: 'task' }>
type ArtifactItem = Extract<LineageNode, { kind: 'artifact' }>

function TaskFacts({ item }: { item: TaskItem }) {
  return (
    <div className="flex flex-col gap-3 px-4 pb-4">
      <dl>
        <Fact name="Run">
          <RunLink run={item.run} />
        </Fact>
        <Fact name="Path">
          <code className="break-all font-mono text-mono">{item.path}</code>
        </Fact>
      </dl>
      <Link to={`/runs/${item.run.id}?task=${encodeURIComponent(item.path)}` as string} className={LEADING}>
        Open the task
      </Link>
    </div>
  )
}

const LEADING = `${buttonClass({ variant: 'primary' })} self-start`

function ArtifactFacts({ item: { artifact } }: { item: ArtifactItem }) {
  return (
    <>
      <div className="flex flex-col gap-3 border-border border-b px-4 pb-4">
        <dl>
          <Fact name="Size">{bytesText(artifact.size_bytes)}</Fact>
          <Fact name="Created">
            <Time at={artifact.created_at} />
          </Fact>
          {artifact.run && (
            <Fact name="Run">
              <RunLink run={artifact.run} />
            </Fact>
          )}
          {artifact.task && <Fact name="Made by">{artifact.task.name}</Fact>}
        </dl>
        <span className="flex gap-2">
          <Link to={`/artifacts/${artifact.id}` as string} className={LEADING}>
            Open the artifact
          </Link>
          <Link to={`/artifacts/${artifact.id}?tab=lineage` as string} className={buttonClass()}>
            Its lineage
          </Link>
        </span>
      </div>
      <ArtifactPreview id={artifact.id} />
    </>
  )
}

function RunLink({ run }: { run: { id: string; name: string } }) {
  return (
    <Link to={`/runs/${run.id}` as string} className="truncate rounded-chip hover:underline">
      {run.name}
    </Link>
  )
}

function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div className="flex min-h-7 items-center gap-3">
      <dt className="w-20 shrink-0 text-ink-3">{name}</dt>
      <dd className="min-w-0">{children}</dd>
    </div>
  )
}
