import { useMemo, useState } from 'react'
import type { Lineage, LineageEdge } from '@/api/models'
import { Splitter } from '@/components/ui/splitter'
import { folded } from '@/domain/lineage'
import type { EdgeChip } from '@/features/graph/decoration'
import { GraphView } from '@/features/graph/graph-view'
import { buildStructure } from '@/graph/structure'
import { lineageLooks } from './lineage-look'
import { LineagePanel } from './lineage-panel'

/** Of more neighbours than this, most are folded into one node until it is opened. */
const MOST_SIBLINGS = 6
const NOTHING: ReadonlySet<string> = new Set()

interface LineageGraphProps {
  lineage: Lineage
  item: string | null
  onItem: (item: string | undefined) => void
}

/** The tasks and artifacts around an artifact: what made it at the left, what used it at the right. */
export function LineageGraph({ lineage, item, onItem }: LineageGraphProps) {
  const { center, nodes, edges } = lineage
  const [opened, setOpened] = useState<ReadonlySet<string>>(NOTHING)
  const graph = useMemo(
    () => folded(center, nodes, edges, { most: MOST_SIBLINGS, open: opened }),
    [center, nodes, edges, opened],
  )
  const structure = useMemo(
    () =>
      buildStructure(
        graph.nodes.map(({ id }) => ({ id, parent: null })),
        graph.edges,
      ),
    [graph],
  )
  const looks = useMemo(() => lineageLooks(graph.nodes, center), [graph, center])
  const folds = new Set(graph.nodes.filter((node) => node.kind === 'folded').map((node) => node.id))
  const chosen = nodes.find((node) => node.id === item)
  const select = (id: string | null) => {
    if (id !== null && folds.has(id)) setOpened(new Set([...opened, id]))
    else onItem(id === null || id === center ? undefined : id)
  }
  const name = nodes.find((node) => node.id === center)
  return (
    <Splitter
      name="lineage-item"
      initial={420}
      main={
        <GraphView
          label={`Lineage of ${name?.kind === 'artifact' ? name.artifact.name : 'the artifact'}`}
          structure={structure}
          structureKey={`lineage ${graph.nodes.map((node) => node.id).join(' ')}`}
          decorations={looks}
          open={NOTHING}
          onOpenChange={() => undefined}
          selected={chosen ? chosen.id : center}
          onSelect={select}
          chipsOf={chipsOf}
        />
      }
      side={chosen ? <LineagePanel item={chosen} onClose={() => onItem(undefined)} /> : null}
    />
  )
}

function chipsOf(edges: readonly LineageEdge[]): readonly EdgeChip[] {
  return edges.filter((edge) => edge.slot).map(({ slot }) => ({ key: slot, label: slot, title: slot }))
}
