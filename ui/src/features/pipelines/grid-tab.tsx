import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { Grid3x3 } from 'lucide-react'
import { useMemo, useState } from 'react'
import { keys } from '@/api/keys'
import { useTopic } from '@/api/live'
import { type PipelineGrid, pipelineGridOptions, versionGraphOptions } from '@/api/versions'
import { EmptyState } from '@/components/ui/empty-state'
import { ErrorState } from '@/components/ui/error-state'
import { SkeletonRows } from '@/components/ui/skeleton'
import { gridRows, namesInOrder } from '@/domain/grid'
import { RunGrid } from './run-grid'

interface GridTabProps {
  pipeline: string
  /** The version whose graph gives the order and the names. */
  version: string
}

/** The tasks of a pipeline by its newest runs: which one is flaky, and since when. */
export function GridTab({ pipeline, version }: GridTabProps) {
  const client = useQueryClient()
  const refresh = () => void client.invalidateQueries({ queryKey: keys.pipelines.grid(pipeline) })
  useTopic('runs', { onMessages: refresh, onFollowing: refresh })
  const grid = useQuery(pipelineGridOptions(pipeline))
  if (grid.isError) return <ErrorState what="load the grid" error={grid.error} onRetry={() => void grid.refetch()} />
  if (grid.isPending) return <SkeletonRows rows={12} />
  if (grid.data.runs.length === 0) {
    return (
      <EmptyState title="No runs yet" icon={<Grid3x3 size={28} aria-hidden />}>
        Each run becomes a column here, each task a row.
      </EmptyState>
    )
  }
  return <Loaded pipeline={pipeline} version={version} grid={grid.data} />
}

function Loaded({ pipeline, version, grid }: GridTabProps & { grid: PipelineGrid }) {
  const navigate = useNavigate()
  const graph = useQuery(versionGraphOptions(pipeline, version))
  const [closed, setClosed] = useState<ReadonlySet<string>>(new Set())
  const known = useMemo(() => namesInOrder(graph.data ?? { nodes: [], edges: [] }), [graph.data])
  const rows = useMemo(() => gridRows(grid.tasks, known, closed), [grid.tasks, known, closed])
  const fold = (node: string) => {
    const next = new Set(closed)
    if (!next.delete(node)) next.add(node)
    setClosed(next)
  }
  return (
    <RunGrid
      runs={grid.runs}
      rows={rows}
      cells={grid.cells}
      closed={closed}
      onFold={fold}
      onOpen={(run, node) =>
        void navigate({ to: `/runs/${run}` as string, search: (node ? { task: node } : {}) as never })
      }
    />
  )
}
