import { useState } from 'react'
import type { ArtifactRow, ComparedArtifact } from '@/api/models'
import { EmptyState } from '@/components/ui/empty-state'
import { Checkbox } from '@/components/ui/field'
import { Segmented } from '@/components/ui/switch'
import { ArtifactChip, ArtifactIcon, typeText } from '@/features/artifacts/artifact-chip'
import { ArtifactPreview } from '@/features/artifacts/artifact-preview'
import { GalleriesTogether } from '@/features/artifacts/gallery'
import { SeriesMark } from '@/features/metrics/series-mark'
import { ArtifactDifference } from './artifact-difference'
import type { ShownRun } from './shown-run'

interface ArtifactsTabProps {
  artifacts: readonly ComparedArtifact[]
  /** What people call the nodes of the graphs. */
  names: ReadonlyMap<string, string>
  runs: readonly ShownRun[]
  onlyDifferences: boolean
  onOnlyDifferences: (only: boolean) => void
}

/** Artifacts of the same name beside each other. */
export function ArtifactsTab({ artifacts, names, runs, onlyDifferences, onOnlyDifferences }: ArtifactsTabProps) {
  if (artifacts.length === 0) return <EmptyState title="These runs have no artifacts" />
  const differing = artifacts.filter((artifact) => artifact.differs)
  const shown = onlyDifferences ? differing : artifacts
  return (
    <div className="flex flex-col gap-2 p-4">
      <Checkbox checked={onlyDifferences} onChange={(event) => onOnlyDifferences(event.target.checked)}>
        {`Only differences (${differing.length} of ${artifacts.length})`}
      </Checkbox>
      {shown.length === 0 && <EmptyState title="No artifact differs" />}
      <ul className="flex flex-col gap-2">
        {shown.map((artifact) => (
          <li key={`${artifact.name} ${artifact.type}`}>
            <Compared artifact={artifact} name={shownName(artifact.name, names)} runs={runs} />
          </li>
        ))}
      </ul>
    </div>
  )
}

interface Own {
  shown: ShownRun
  value: ArtifactRow
}

interface ComparedProps {
  artifact: ComparedArtifact
  name: string
  runs: readonly ShownRun[]
}

function Compared({ artifact, name, runs }: ComparedProps) {
  const [isOpen, setOpen] = useState(false)
  const [view, setView] = useState<'beside' | 'lines'>('beside')
  const own = runs.flatMap((shown): Own[] => {
    const value = artifact.values[shown.run.id]
    return value ? [{ shown, value }] : []
  })
  const base = own.find(({ shown }) => shown.isBase)
  return (
    <details
      className="rounded-card border border-border bg-surface"
      onToggle={(event) => setOpen(event.currentTarget.open)}
    >
      <summary className="flex h-10 cursor-pointer items-center gap-2 px-4">
        <ArtifactIcon type={artifact.type} />
        <span className="truncate font-medium" title={artifact.name}>
          {name}
        </span>
        <span className="text-dense text-ink-3">{typeText(artifact.type)}</span>
        <span className="ml-auto text-dense text-ink-3">{artifact.differs ? 'differs' : 'the same in all'}</span>
      </summary>
      {isOpen && (
        <div className="flex flex-col gap-3 border-border border-t p-4">
          {base && own.length > 1 && (
            <span>
              <Segmented
                label="How they are compared"
                options={[
                  { id: 'beside', label: 'Side by side' },
                  { id: 'lines', label: 'Line by line' },
                ]}
                value={view}
                onChange={setView}
              />
            </span>
          )}
          {view === 'lines' && base ? <Lines own={own} base={base} /> : <Beside own={own} />}
        </div>
      )}
    </details>
  )
}

function Beside({ own }: { own: readonly Own[] }) {
  return (
    <GalleriesTogether>
      <div className="flex gap-4 overflow-x-auto">
        {own.map(({ shown, value }) => (
          <section key={shown.run.id} aria-label={shown.run.name} className="w-[480px] shrink-0">
            <RunTitle shown={shown} value={value} />
            <div className="max-h-[480px] overflow-auto rounded-control border border-border">
              <ArtifactPreview id={value.id} />
            </div>
          </section>
        ))}
      </div>
    </GalleriesTogether>
  )
}

function Lines({ own, base }: { own: readonly Own[]; base: Own }) {
  return own
    .filter((item) => item !== base)
    .map(({ shown, value }) => (
      <section key={shown.run.id} aria-label={`${shown.run.name} against ${base.shown.run.name}`}>
        <RunTitle shown={shown} value={value} />
        <ArtifactDifference label={`Difference of ${shown.run.name}`} before={base.value.id} now={value.id} />
      </section>
    ))
}

function RunTitle({ shown, value }: Own) {
  return (
    <h2 className="mb-2 flex items-center gap-2">
      <SeriesMark index={shown.color} />
      <span className="truncate font-medium">{shown.run.name}</span>
      <ArtifactChip artifact={value} />
    </h2>
  )
}

/** "for-loop-1/train.model" → "train · model". */
export function shownName(name: string, names: ReadonlyMap<string, string>): string {
  const dot = name.lastIndexOf('.')
  const task = names.get(`root/${name.slice(0, dot)}`)
  return task === undefined ? name : `${task} · ${name.slice(dot + 1)}`
}
