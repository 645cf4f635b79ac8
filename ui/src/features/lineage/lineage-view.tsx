import { useQuery } from '@tanstack/react-query'
import { lineageOptions } from '@/api/artifacts'
import { ErrorState } from '@/components/ui/error-state'
import { Select } from '@/components/ui/select'
import { SkeletonRows } from '@/components/ui/skeleton'
import { Segmented } from '@/components/ui/switch'
import { LineageGraph } from './lineage-graph'
import { LineageList } from './lineage-list'

const DEEPEST = 5
const DEPTHS = Array.from({ length: DEEPEST }, (_, index) => ({
  value: String(index + 1),
  label: index > 0 ? `${index + 1} steps` : '1 step',
}))
const VIEWS = [
  { id: 'graph', label: 'Graph' },
  { id: 'list', label: 'List' },
] as const

/** What of a lineage stands in the address. */
export interface LineageChoice {
  depth?: number
  view?: 'graph' | 'list'
  /** What is open beside the graph. */
  item?: string
}

interface LineageViewProps {
  id: string
  choice: LineageChoice
  onChange: (part: { [K in keyof LineageChoice]?: LineageChoice[K] | undefined }) => void
}

/** What made an artifact and what used it, across runs. */
export function LineageView({ id, choice, onChange }: LineageViewProps) {
  const depth = Math.max(1, Math.min(DEEPEST, choice.depth ?? 3))
  const view = choice.view ?? 'graph'
  const lineage = useQuery(lineageOptions(id, 'both', depth))
  if (lineage.isPending) return <SkeletonRows />
  if (lineage.isError) {
    return <ErrorState what="load the lineage" error={lineage.error} onRetry={() => void lineage.refetch()} />
  }
  return (
    <>
      <div className="flex shrink-0 items-center gap-3 border-border border-b px-6 py-2">
        <Segmented
          label="Lineage as"
          options={VIEWS}
          value={view}
          onChange={(next) => onChange({ view: next === 'graph' ? undefined : next })}
        />
        <Select
          aria-label="How far"
          options={DEPTHS}
          value={String(depth)}
          onChange={(value) => onChange({ depth: Number(value) })}
        />
        {lineage.data.is_cut && depth < DEEPEST && <span className="text-dense text-ink-3">It goes on farther.</span>}
      </div>
      {view === 'list' ? (
        <LineageList lineage={lineage.data} />
      ) : (
        <LineageGraph lineage={lineage.data} item={choice.item ?? null} onItem={(item) => onChange({ item })} />
      )}
    </>
  )
}
