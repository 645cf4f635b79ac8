import { useQuery } from '@tanstack/react-query'
import { versionGraphOptions } from '@/api/versions'
import { ErrorState } from '@/components/ui/error-state'
import { Skeleton } from '@/components/ui/skeleton'
import { NodePanel } from './node-panel'
import { PipelineDrawing } from './pipeline-drawing'

interface StaticGraphProps {
  pipeline: string
  version: string
  task: string | null
  onTask: (task: string | null) => void
}

/** The graph of a version, without states; the chosen task opens beside it. */
export function StaticGraph({ pipeline, version, task, onTask }: StaticGraphProps) {
  const graph = useQuery(versionGraphOptions(pipeline, version))
  if (graph.isError) {
    return <ErrorState what="load the graph" error={graph.error} onRetry={() => void graph.refetch()} />
  }
  if (graph.isPending) return <Skeleton className="m-6 h-64" />
  const selected = graph.data.nodes.some((node) => node.id === task) ? task : null
  return (
    <div className="flex min-h-0 flex-1">
      <PipelineDrawing key={graph.data.structure_tag} graph={graph.data} selected={selected} onSelect={onTask} />
      {selected && <NodePanel pipeline={pipeline} version={version} node={selected} onClose={() => onTask(null)} />}
    </div>
  )
}
