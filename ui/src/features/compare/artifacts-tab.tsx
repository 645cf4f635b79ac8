import { useState } from 'react'
import type { ComparedArtifact } from '@/api/models'
import { EmptyState } from '@/components/ui/empty-state'
import { ArtifactChip, ArtifactIcon, typeText } from '@/features/artifacts/artifact-chip'
import { ArtifactPreview } from '@/features/artifacts/artifact-preview'
import { SeriesMark } from '@/features/metrics/series-mark'
import type { ShownRun } from './shown-run'

/** Artifacts of the same name beside each other. */
export function ArtifactsTab({
  artifacts,
  runs,
}: {
  artifacts: readonly ComparedArtifact[]
  runs: readonly ShownRun[]
}) {
  if (artifacts.length === 0) return <EmptyState title="These runs have no artifacts" />
  return (
    <ul className="flex flex-col gap-2 p-4">
      {artifacts.map((artifact) => (
        <li key={`${artifact.name} ${artifact.type}`}>
          <Compared artifact={artifact} runs={runs} />
        </li>
      ))}
    </ul>
  )
}

function Compared({ artifact, runs }: { artifact: ComparedArtifact; runs: readonly ShownRun[] }) {
  const [isOpen, setOpen] = useState(false)
  const own = runs.flatMap((shown) => {
    const value = artifact.values[shown.run.id]
    return value ? [{ shown, value }] : []
  })
  return (
    <details
      className="rounded-card border border-border bg-surface"
      onToggle={(event) => setOpen(event.currentTarget.open)}
    >
      <summary className="flex h-10 items-center gap-2 px-4">
        <ArtifactIcon type={artifact.type} />
        <span className="truncate font-medium">{artifact.name}</span>
        <span className="text-dense text-ink-3">{typeText(artifact.type)}</span>
        <span className="ml-auto text-dense text-ink-3">{artifact.differs ? 'differs' : 'the same in all'}</span>
      </summary>
      {isOpen && (
        <div className="flex gap-4 overflow-x-auto border-border border-t p-4">
          {own.map(({ shown, value }) => (
            <section key={shown.run.id} aria-label={shown.run.name} className="w-[480px] shrink-0">
              <h4 className="mb-2 flex items-center gap-2">
                <SeriesMark index={shown.color} />
                <span className="truncate">{shown.run.name}</span>
                <ArtifactChip artifact={value} />
              </h4>
              <div className="overflow-hidden rounded-control border border-border">
                <ArtifactPreview id={value.id} />
              </div>
            </section>
          ))}
        </div>
      )}
    </details>
  )
}
