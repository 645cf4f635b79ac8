import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { Box, X } from 'lucide-react'
import { runArtifactsOptions } from '@/api/artifacts'
import { buttonClass, IconButton } from '@/components/ui/button'
import { EmptyState } from '@/components/ui/empty-state'
import { ErrorState } from '@/components/ui/error-state'
import { SkeletonRows } from '@/components/ui/skeleton'
import { Splitter } from '@/components/ui/splitter'
import { Table } from '@/components/ui/table'
import { artifactColumns } from './artifact-columns'
import { ArtifactPreview } from './artifact-preview'

const COLUMNS = artifactColumns({ hidesRun: true })

interface RunArtifactsProps {
  runId: string
  /** The artifact that is shown beside the list. */
  chosen: string | undefined
  onChoose: (id: string | undefined) => void
}

/** The Artifacts tab of a run: what its tasks published, with a preview beside the list. */
export function RunArtifacts({ runId, chosen, onChoose }: RunArtifactsProps) {
  const artifacts = useQuery(runArtifactsOptions(runId))
  if (artifacts.isPending) return <SkeletonRows />
  if (artifacts.isError) {
    return <ErrorState what="load the artifacts" error={artifacts.error} onRetry={() => void artifacts.refetch()} />
  }
  const rows = artifacts.data.items
  if (rows.length === 0) {
    return (
      <EmptyState title="No artifacts yet" icon={<Box size={28} aria-hidden />}>
        What tasks write to their outputs stands here once they have succeeded.
      </EmptyState>
    )
  }
  const shown = rows.find((row) => row.id === chosen)
  return (
    <Splitter
      name="run-artifacts"
      initial={560}
      main={
        <Table
          label="Artifacts"
          columns={COLUMNS}
          rows={rows}
          rowKey={(row) => row.id}
          onOpen={(row) => onChoose(row.id)}
          currentKey={chosen}
        />
      }
      side={
        shown ? (
          <section aria-label={shown.name} className="flex min-h-0 flex-1 flex-col overflow-auto">
            <header className="flex h-11 shrink-0 items-center gap-2 border-border border-b px-4">
              <h2 className="truncate font-semibold">{shown.name}</h2>
              <Link to={`/artifacts/${shown.id}` as string} className={`${buttonClass({ size: 'small' })} ml-auto`}>
                Open
              </Link>
              <IconButton label="Close" icon={<X size={16} />} onClick={() => onChoose(undefined)} />
            </header>
            <ArtifactPreview id={shown.id} />
          </section>
        ) : null
      }
    />
  )
}
