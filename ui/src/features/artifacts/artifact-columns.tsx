import { Link } from '@tanstack/react-router'
import type { ArtifactRow } from '@/api/models'
import type { Column } from '@/components/ui/table'
import { Time } from '@/components/ui/time'
import { placeName } from '@/domain/iterations'
import { bytesText } from '@/domain/numbers'
import { ArtifactIcon, typeText } from './artifact-chip'

/** The columns of lists of artifacts; a run's own list does not name the run. */
export function artifactColumns({ hidesRun = false } = {}): Column<ArtifactRow>[] {
  const columns: (Column<ArtifactRow> | null)[] = [
    {
      id: 'name',
      header: 'Artifact',
      width: 'minmax(180px, 1.5fr)',
      cell: (row) => (
        <span className="flex items-center gap-2">
          <ArtifactIcon type={row.type} />
          <Link to={`/artifacts/${row.id}` as string} className="truncate rounded-chip font-medium hover:underline">
            {row.name}
          </Link>
        </span>
      ),
    },
    {
      id: 'type',
      header: 'Type',
      width: 'minmax(96px, 0.7fr)',
      cell: (row) => <span className="text-ink-2">{typeText(row.type)}</span>,
    },
    {
      id: 'task',
      header: 'Made by',
      width: 'minmax(120px, 1fr)',
      cell: (row) => (row.task ? placeName(row.task.name, row.task.path) : '–'),
    },
    hidesRun
      ? null
      : {
          id: 'run',
          header: 'Run',
          width: 'minmax(140px, 1fr)',
          cell: (row) =>
            row.run ? (
              <Link to={`/runs/${row.run.id}` as string} className="rounded-chip text-ink-2 hover:underline">
                {row.run.name}
              </Link>
            ) : (
              '–'
            ),
        },
    { id: 'size', header: 'Size', width: '88px', align: 'end', cell: (row) => bytesText(row.size_bytes) },
    { id: 'created', header: 'Created', width: '112px', align: 'end', cell: (row) => <Time at={row.created_at} /> },
  ]
  return columns.filter((column) => column !== null)
}
