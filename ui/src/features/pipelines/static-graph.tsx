import { useQuery } from '@tanstack/react-query'
import type { LucideIcon } from 'lucide-react'
import { Box, Download, GitBranch, Layers, LogOut, Repeat, SquareTerminal } from 'lucide-react'
import { useMemo, useState } from 'react'
import { type GraphEdge, type GraphNode, type PipelineGraph, versionGraphOptions } from '@/api/pipelines'
import { ErrorState } from '@/components/ui/error-state'
import { Skeleton } from '@/components/ui/skeleton'
import { countText } from '@/domain/numbers'
import type { Decoration } from '@/features/graph/decoration'
import { GraphView } from '@/features/graph/graph-view'
import { buildStructure, type Structure } from '@/graph/structure'
import { NodePanel } from './node-panel'

const ICONS: Record<GraphNode['kind'], LucideIcon> = {
  task: Box,
  importer: Download,
  pipeline: Layers,
  loop: Repeat,
  condition: GitBranch,
  branches: GitBranch,
  exit_handler: LogOut,
  exit_task: LogOut,
}

const KINDS: Record<GraphNode['kind'], string> = {
  task: 'task',
  importer: 'importer',
  pipeline: 'pipeline',
  loop: 'loop',
  condition: 'condition',
  branches: 'branches',
  exit_handler: 'exit handler',
  exit_task: 'exit task',
}

/** Groups are open at first where the whole graph stays readable. */
const MOST_OPEN = 150

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
      <Drawing key={graph.data.structure_tag} graph={graph.data} selected={selected} onSelect={onTask} />
      {selected && <NodePanel pipeline={pipeline} version={version} node={selected} onClose={() => onTask(null)} />}
    </div>
  )
}

interface DrawingProps {
  graph: PipelineGraph
  selected: string | null
  onSelect: (id: string | null) => void
}

function Drawing({ graph, selected, onSelect }: DrawingProps) {
  const structure = useMemo(() => buildStructure(graph.nodes, graph.edges), [graph])
  const decorations = useMemo(() => decorationsOf(structure), [structure])
  const [open, setOpen] = useState<ReadonlySet<string>>(
    () =>
      new Set(
        graph.nodes.length > MOST_OPEN ? [] : [...structure.children.keys()].filter((id): id is string => id !== null),
      ),
  )
  return (
    <GraphView
      label={`Graph of ${graph.name}`}
      structure={structure}
      structureKey={graph.structure_tag}
      decorations={decorations}
      open={open}
      onOpenChange={setOpen}
      selected={selected}
      onSelect={onSelect}
    />
  )
}

function decorationsOf(structure: Structure<GraphNode, GraphEdge>): ReadonlyMap<string, Decoration> {
  return new Map(
    structure.nodes.map((node) => {
      const subtitle = subtitleOf(node, structure.leaves.get(node.id))
      const label = [node.name, KINDS[node.kind], subtitle].filter(Boolean).join(', ')
      return [node.id, { title: node.name, subtitle, tone: null, icon: iconOf(node), label }]
    }),
  )
}

function iconOf(node: GraphNode): LucideIcon {
  return node.kind === 'task' && !node.runs_python ? SquareTerminal : ICONS[node.kind]
}

function subtitleOf(node: GraphNode, leaves: number | undefined): string {
  if (node.condition) return node.condition
  if (node.items) return `for each of ${node.items}`
  if (leaves) return countText(leaves, 'task')
  return node.image ?? KINDS[node.kind]
}
