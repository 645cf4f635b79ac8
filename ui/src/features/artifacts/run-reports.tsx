import { useQuery } from '@tanstack/react-query'
import { runArtifactsOptions } from '@/api/artifacts'
import type { ArtifactRow } from '@/api/models'
import { placeName } from '@/domain/iterations'
import { ArtifactPreview } from './artifact-preview'

const REPORTS = ['system.HTML', 'system.Markdown', 'HTML', 'Markdown']

/** The pages and texts that tasks of a run wrote for people. */
export function RunReports({ runId }: { runId: string }) {
  const artifacts = useQuery(runArtifactsOptions(runId)).data?.items ?? []
  const reports = artifacts.filter((artifact) => REPORTS.includes(artifact.type))
  return reports.map((artifact) => (
    <section
      key={artifact.id}
      aria-label={`${artifact.name} of ${makerOf(artifact)}`}
      className="shrink-0 overflow-hidden rounded-card border border-border bg-surface shadow-card"
    >
      <header className="flex h-10 items-center gap-2 border-border/60 border-b px-4">
        <h3 className="truncate font-semibold">{artifact.name}</h3>
        <span className="truncate text-dense text-ink-3">{makerOf(artifact)}</span>
      </header>
      <ArtifactPreview id={artifact.id} />
    </section>
  ))
}

function makerOf({ task }: ArtifactRow): string {
  return task ? placeName(task.name, task.path) : ''
}
