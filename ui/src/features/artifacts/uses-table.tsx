import { useNavigate } from '@tanstack/react-router'
import { Workflow } from 'lucide-react'
import type { ArtifactUse } from '@/api/models'
import { EmptyState } from '@/components/ui/empty-state'
import { StateLabel } from '@/components/ui/state'
import { type Column, Table } from '@/components/ui/table'

const COLUMNS: Column<ArtifactUse>[] = [
  { id: 'state', header: 'State', width: '116px', cell: (use) => <StateLabel state={use.state} /> },
  { id: 'task', header: 'Task', width: 'minmax(140px, 1fr)', cell: (use) => use.name },
  { id: 'input', header: 'As input', width: 'minmax(120px, 1fr)', cell: (use) => use.input },
  { id: 'run', header: 'Run', width: 'minmax(140px, 1fr)', cell: (use) => use.run.name },
]

/** The tasks that read an artifact. */
export function UsesTable({ uses }: { uses: readonly ArtifactUse[] }) {
  const navigate = useNavigate()
  if (uses.length === 0) return <EmptyState title="No task has used it" icon={<Workflow size={28} aria-hidden />} />
  return (
    <Table
      label="Tasks that used it"
      columns={COLUMNS}
      rows={uses}
      rowKey={(use) => `${use.run.id} ${use.path} ${use.input}`}
      onOpen={(use) => void navigate({ to: `/runs/${use.run.id}?task=${encodeURIComponent(use.path)}` as string })}
    />
  )
}
