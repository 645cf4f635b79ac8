import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { ArrowDownRight, ArrowUpRight } from 'lucide-react'
import { lineageOptions } from '@/api/artifacts'
import type { LineageNode } from '@/api/models'
import { ErrorState } from '@/components/ui/error-state'
import { Select } from '@/components/ui/select'
import { SkeletonRows } from '@/components/ui/skeleton'
import { StateIcon } from '@/components/ui/state'
import { type LineageRow, lineageRows } from '@/domain/lineage'
import { ArtifactIcon, typeText } from '@/features/artifacts/artifact-chip'

const DEPTHS = [1, 2, 3, 4, 5].map((depth) => ({
  value: String(depth),
  label: `${depth} ${depth > 1 ? 'steps' : 'step'}`,
}))

interface LineageViewProps {
  id: string
  depth: number
  onDepth: (depth: number) => void
}

/** What made an artifact and what used it, across runs, nearest first. */
export function LineageView({ id, depth, onDepth }: LineageViewProps) {
  const within = Math.max(1, Math.min(5, depth))
  const lineage = useQuery(lineageOptions(id, 'both', within))
  if (lineage.isPending) return <SkeletonRows />
  if (lineage.isError) {
    return <ErrorState what="load the lineage" error={lineage.error} onRetry={() => void lineage.refetch()} />
  }
  const { center, nodes, edges, is_cut: isCut } = lineage.data
  const { up, down } = lineageRows(center, nodes, edges)
  return (
    <div className="flex flex-col gap-4 p-6">
      <div className="flex items-center gap-3">
        <Select
          aria-label="How far"
          options={DEPTHS}
          value={String(within)}
          onChange={(value) => onDepth(Number(value))}
        />
        {isCut && <span className="text-dense text-ink-3">There is more than is shown.</span>}
      </div>
      <div className="grid gap-6 lg:grid-cols-2">
        <Side title="What made it" empty="It came from outside: no task made it." rows={up} isUp />
        <Side title="What used it" empty="No task has used it." rows={down} />
      </div>
    </div>
  )
}

interface SideProps {
  title: string
  empty: string
  rows: readonly LineageRow<LineageNode>[]
  isUp?: boolean
}

function Side({ title, empty, rows, isUp }: SideProps) {
  const Arrow = isUp ? ArrowUpRight : ArrowDownRight
  return (
    <section aria-label={title} className="min-w-0 rounded-card border border-border shadow-card">
      <h3 className="flex h-10 items-center gap-2 border-border/60 border-b px-4 font-semibold">
        <Arrow size={14} aria-hidden className="text-ink-3" /> {title}
      </h3>
      {rows.length === 0 && <p className="p-4 text-ink-3">{empty}</p>}
      <ol className="py-1">
        {rows.map((row) => (
          <li
            key={row.item.id}
            style={{ paddingLeft: 16 + (Math.abs(row.distance) - 1) * 16 }}
            className="row-height flex items-center gap-2 pr-4"
          >
            <Item item={row.item} />
            {row.slot && <span className="ml-auto shrink-0 text-dense text-ink-3">{row.slot}</span>}
          </li>
        ))}
      </ol>
    </section>
  )
}

function Item({ item }: { item: LineageNode }) {
  if (item.kind === 'artifact') {
    return (
      <>
        <ArtifactIcon type={item.artifact.type} />
        <Link
          to={`/artifacts/${item.artifact.id}?tab=lineage` as string}
          className="truncate rounded-chip font-medium hover:underline"
        >
          {item.artifact.name}
        </Link>
        <span className="shrink-0 text-dense text-ink-3">{typeText(item.artifact.type)}</span>
      </>
    )
  }
  return (
    <>
      <StateIcon state={item.state} cached={item.cached} size={14} />
      <Link
        to={`/runs/${item.run.id}?task=${encodeURIComponent(item.path)}` as string}
        className="truncate rounded-chip hover:underline"
      >
        {item.name}
      </Link>
      <span className="truncate text-dense text-ink-3">{item.run.name}</span>
    </>
  )
}
