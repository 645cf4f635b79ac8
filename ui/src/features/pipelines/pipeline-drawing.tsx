import type { LucideIcon } from 'lucide-react'
import {
  Box,
  CircleMinus,
  CirclePlus,
  Download,
  GitBranch,
  Layers,
  LogOut,
  Pencil,
  Repeat,
  SquareTerminal,
} from 'lucide-react'
import { useMemo, useState } from 'react'
import type { GraphEdge, GraphNode, PipelineGraph } from '@/api/versions'
import { countText } from '@/domain/numbers'
import type { Decoration } from '@/features/graph/decoration'
import { GraphView } from '@/features/graph/graph-view'
import { buildStructure, type Structure } from '@/graph/structure'

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

export interface NodeChange {
  kind: 'added' | 'removed' | 'changed'
  /** What changed, in a few words. */
  words: string
}

const CHANGE_ICONS: Record<NodeChange['kind'], LucideIcon> = {
  added: CirclePlus,
  removed: CircleMinus,
  changed: Pencil,
}
const UNCHANGED: ReadonlyMap<string, NodeChange> = new Map()

/** Groups are open at first where the whole graph stays readable. */
const MOST_OPEN = 150

interface DrawingProps {
  graph: PipelineGraph
  /** What became of nodes since another version. */
  changes?: ReadonlyMap<string, NodeChange>
  selected: string | null
  onSelect: (id: string | null) => void
}

/** A pipeline as it is written: kinds and images, no states. Groups are open where the whole stays readable. */
export function PipelineDrawing({ graph, changes = UNCHANGED, selected, onSelect }: DrawingProps) {
  const structure = useMemo(() => buildStructure(graph.nodes, graph.edges), [graph])
  const decorations = useMemo(() => decorationsOf(structure, changes), [structure, changes])
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

function decorationsOf(
  structure: Structure<GraphNode, GraphEdge>,
  changes: ReadonlyMap<string, NodeChange>,
): ReadonlyMap<string, Decoration> {
  return new Map(
    structure.nodes.map((node) => {
      const change = changes.get(node.id)
      const subtitle = change?.words ?? subtitleOf(node, structure.leaves.get(node.id))
      const label = [node.name, KINDS[node.kind], subtitle].filter(Boolean).join(', ')
      const icon = change ? CHANGE_ICONS[change.kind] : iconOf(node)
      const isFaint = changes.size > 0 && !change
      return [node.id, { title: node.name, subtitle, tone: null, icon, isFaint, label }]
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
