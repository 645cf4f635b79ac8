import { Link } from '@tanstack/react-router'
import { ArrowDownRight, ArrowUpRight } from 'lucide-react'
import type { Lineage, LineageNode } from '@/api/models'
import { StateIcon } from '@/components/ui/state'
import { type LineageRow, lineageRows } from '@/domain/lineage'
import { ArtifactIcon, typeText } from '@/features/artifacts/artifact-chip'

/** What made an artifact and what used it as two lists, nearest first: the same as the graph, for who does not see it. */
export function LineageList({ lineage }: { lineage: Lineage }) {
  const { up, down } = lineageRows(lineage.center, lineage.nodes, lineage.edges)
  return (
    <div className="grid gap-6 px-6 py-4 lg:grid-cols-2">
      <Side title="What made it" empty="It came from outside: no task made it." rows={up} isUp />
      <Side title="What used it" empty="No task has used it." rows={down} />
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
      <h2 className="flex h-10 items-center gap-2 border-border/60 border-b px-4 font-semibold">
        <Arrow size={14} aria-hidden className="text-ink-3" /> {title}
      </h2>
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
