import { useQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import { previewOptions } from '@/api/artifacts'
import type { Preview } from '@/api/models'
import { DiffView } from '@/components/ui/diff-view'
import { Skeleton } from '@/components/ui/skeleton'
import { diffTexts, withoutSame } from '@/domain/diff-lines'
import { countText } from '@/domain/numbers'

interface ArtifactDifferenceProps {
  label: string
  before: string
  now: string
}

/** Two artifacts line by line, where what they hold is a text or can be written as one. */
export function ArtifactDifference({ label, before, now }: ArtifactDifferenceProps) {
  const [old, fresh] = [useQuery(previewOptions(before, {})), useQuery(previewOptions(now, {}))]
  const texts = old.data && fresh.data ? [textOf(old.data), textOf(fresh.data)] : null
  const a = texts?.[0] ?? null
  const b = texts?.[1] ?? null
  const lines = useMemo(() => (a === null || b === null ? [] : withoutSame(diffTexts(a, b))), [a, b])
  const error = old.error ?? fresh.error
  if (error) return <p className="text-failed">{error.message}</p>
  if (!texts) return <Skeleton className="h-24" />
  if (a === null || b === null) return <p className="text-ink-3">What it holds is no text: see them side by side.</p>
  if (a === b)
    return <p className="text-ink-3">No difference{isCut(old.data, fresh.data) ? ' in what is shown of it' : ''}.</p>
  const count = (kind: string) => lines.filter((line) => line.kind === kind).length
  return (
    <>
      <p className="mb-1 text-dense text-ink-3">
        {`${countText(count('added'), 'line')} added, ${countText(count('removed'), 'line')} removed`}
        {isCut(old.data, fresh.data) && '; only the beginning is compared'}
      </p>
      <DiffView label={label} lines={lines} className="max-h-96" />
    </>
  )
}

function isCut(...previews: (Preview | undefined)[]): boolean {
  return previews.some((preview) => preview?.is_cut)
}

/** What a preview holds, as lines; null if that is nothing to read. */
export function textOf(preview: Preview): string | null {
  if (preview.text !== null) return preview.text
  if (preview.table) {
    return [preview.table.columns, ...preview.table.rows].map((row) => row.map(String).join(', ')).join('\n')
  }
  if (preview.metrics?.length) {
    return preview.metrics
      .map((metric) => `${metric.metric}: ${metric.value}`)
      .sort()
      .join('\n')
  }
  if (preview.entries)
    return preview.entries.map((entry) => `${entry.name} ${entry.size_bytes ?? ''}`.trim()).join('\n')
  return preview.json === null ? null : JSON.stringify(preview.json, null, 2)
}
