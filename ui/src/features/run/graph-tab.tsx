import { useQuery } from '@tanstack/react-query'
import { useMemo, useRef, useState } from 'react'
import { type RunGraphEdge, type RunTasks, runGraphOptions } from '@/api/run'
import { ErrorState } from '@/components/ui/error-state'
import { Skeleton } from '@/components/ui/skeleton'
import { tasksByNode } from '@/domain/run-tasks'
import { isFinal } from '@/domain/states'
import type { Decoration, EdgeChip } from '@/features/graph/decoration'
import { GraphView } from '@/features/graph/graph-view'
import { buildStructure, openAtFirst } from '@/graph/structure'
import { looksOf } from './graph-look'
import { type ChangeSearch, type RunPageSearch, TASK_TABS } from './run-search'

/** Graphs of at most so many nodes are shown with all groups open. */
const OPEN_LIMIT = 150

interface GraphTabProps {
  tasks: RunTasks
  search: RunPageSearch
  onChange: ChangeSearch
}

/** The pipeline of the run, with the states of its tasks. */
export function GraphTab({ tasks, search, onChange }: GraphTabProps) {
  const graph = useQuery(runGraphOptions(tasks.run.id, tasks.structureTag))
  const structure = useMemo(() => buildStructure(graph.data?.nodes ?? [], graph.data?.edges ?? []), [graph.data])
  const [opened, setOpened] = useState<ReadonlySet<string> | null>(null)
  const open = useMemo(() => opened ?? openAtFirst(structure, OPEN_LIMIT), [opened, structure])
  const byNode = useMemo(() => tasksByNode(tasks.byPath.values()), [tasks.byPath])
  const before = useRef<ReadonlyMap<string, Decoration>>(new Map())
  const isDone = isFinal(tasks.run.state)
  const decorations = useMemo(() => {
    before.current = looksOf(structure.nodes, byNode, isDone, before.current)
    return before.current
  }, [structure, byNode, isDone])
  if (graph.isError) {
    return <ErrorState what="load the graph" error={graph.error} onRetry={() => void graph.refetch()} />
  }
  if (!graph.data) return <Skeleton className="m-6 h-40" />
  const chosen = search.task ?? null
  return (
    <GraphView
      label={`Graph of ${tasks.run.pipeline.name}`}
      structure={structure}
      structureKey={tasks.structureTag}
      decorations={decorations}
      open={open}
      onOpenChange={setOpened}
      selected={chosen === null ? null : nodeOf(chosen)}
      onSelect={(node) =>
        onChange(
          node === null
            ? { task: undefined, attempt: undefined, line: undefined }
            : { task: node, attempt: undefined, line: undefined, panel: TASK_TABS.find((tab) => tab === search.panel) },
        )
      }
      chipsOf={chipsOf}
    />
  )
}

/** The node of a task: its path without the numbers of iterations. */
export function nodeOf(path: string): string {
  return path.replaceAll(/\[\d+\]/g, '')
}

function chipsOf(edges: readonly RunGraphEdge[]): readonly EdgeChip[] {
  return edges.flatMap((edge) =>
    edge.items.map((item) => ({
      key: `${item.output} ${item.input}`,
      label: item.output.replace(/^pipelinechannel--/, ''),
      title: `${item.output} → ${item.input} (${item.type})`,
    })),
  )
}
