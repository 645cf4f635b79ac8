import { Link } from '@tanstack/react-router'
import { Box, ChartLine, Database, FileText, type LucideIcon, Package } from 'lucide-react'
import type { ArtifactRow } from '@/api/models'
import { bytesText } from '@/domain/numbers'

const ICONS: readonly [RegExp, LucideIcon][] = [
  [/Metrics$/, ChartLine],
  [/Dataset$/, Database],
  [/Model$/, Package],
  [/(HTML|Markdown)$/, FileText],
]

export function artifactIcon(type: string): LucideIcon {
  return ICONS.find(([pattern]) => pattern.test(type))?.[1] ?? Box
}

/** The sign of a type of artifacts. */
export function ArtifactIcon({ type }: { type: string }) {
  const Icon = artifactIcon(type)
  return <Icon size={14} aria-hidden className="shrink-0 text-ink-3" />
}

/** "system.Model" → "Model"; other names stay. */
export function typeText(type: string): string {
  return type.replace(/^system\./, '')
}

/** An artifact in a line: sign, name, size; it leads to its page. */
export function ArtifactChip({ artifact }: { artifact: ArtifactRow }) {
  return (
    <Link
      to={`/artifacts/${artifact.id}` as string}
      title={`${typeText(artifact.type)} ${artifact.name}`}
      className="inline-flex h-6 max-w-full items-center gap-1.5 rounded-chip border border-border bg-surface px-1.5 text-dense hover:bg-hover"
    >
      <ArtifactIcon type={artifact.type} />
      <span className="truncate">{artifact.name}</span>
      {artifact.size_bytes !== null && <span className="shrink-0 text-ink-3">{bytesText(artifact.size_bytes)}</span>}
    </Link>
  )
}
