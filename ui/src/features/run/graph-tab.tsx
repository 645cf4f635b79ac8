import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useCallback, useEffect, useMemo, useRef } from 'react'
import { runArtifactsOptions } from '@/api/artifacts'
import { type RunGraphNode, type RunTasks, runGraphOptions } from '@/api/run'
import { ErrorState } from '@/components/ui/error-state'
import { Skeleton } from '@/components/ui/skeleton'
import { iterationsOf, nodeOf, pathWithin } from '@/domain/iterations'
import { tasksByNode } from '@/domain/run-tasks'
import { isFinal } from '@/domain/states'
import type { Decoration } from '@/features/graph/decoration'
import { GraphView } from '@/features/graph/graph-view'
import { useSteps } from '@/features/metrics/use-metrics'
import { buildStructure, openAtFirst } from '@/graph/structure'
import { edgeChips } from './edge-chips'
import { looksOf } from './graph-look'
import { GroupHead, headHeight } from './group-head'
import { type ChangeSearch, openGroups, openText, type RunPageSearch } from './run-search'

/** Graphs of at most so many nodes are shown with all groups open. */
const OPEN_LIMIT = 150

interface GraphTabProps {
  tasks: RunTasks
  search: RunPageSearch
  onChange: ChangeSearch
}

/** The pipeline of the run, with the states of its tasks. */
export function GraphTab({ tasks, search, onChange }: GraphTabProps) {
  const { id, state, pipeline } = tasks.run
  const client = useQueryClient()
  const graph = useQuery(runGraphOptions(client, id, tasks.structureTag))
  const artifacts = useQuery(runArtifactsOptions(id))
  const navigate = useNavigate()
  const structure = useMemo(() => buildStructure(graph.data?.nodes ?? [], graph.data?.edges ?? []), [graph.data])
  const open = useMemo(() => openGroups(search.open) ?? openAtFirst(structure, OPEN_LIMIT), [search.open, structure])
  const byNode = useMemo(() => tasksByNode(tasks.byPath.values()), [tasks.byPath])
  const before = useRef<ReadonlyMap<string, Decoration>>(new Map())
  const isRunFinal = isFinal(state)
  const task = search.task ?? ''
  const chosen = useMemo(() => iterationsOf(task), [task])
  const steps = useSteps(id, !isRunFinal)
  const decorations = useMemo(() => {
    before.current = looksOf({ structure, tasks: byNode, chosen, isRunFinal, steps }, before.current)
    return before.current
  }, [structure, byNode, chosen, isRunFinal, steps])
  const chipsOf = useMemo(
    () =>
      edgeChips(artifacts.data?.items ?? [], (artifact) => void navigate({ to: `/artifacts/${artifact}` as string })),
    [artifacts.data, navigate],
  )
  const latest = useRef(onChange)
  useEffect(() => {
    latest.current = onChange
  })
  const pick = useCallback(
    (path: string | undefined) => latest.current({ task: path, attempt: undefined, line: undefined }),
    [],
  )
  const renderHead = useCallback(
    (node: RunGraphNode, width: number) => (
      <GroupHead {...{ node, width, chosen }} run={id} tasks={byNode.get(node.id) ?? []} onPick={pick} />
    ),
    [byNode, chosen, id, pick],
  )
  if (graph.isError) {
    return <ErrorState what="load the graph" error={graph.error} onRetry={() => void graph.refetch()} />
  }
  if (!graph.data) return <Skeleton className="m-6 h-40" />
  return (
    <GraphView
      label={`Graph of ${pipeline.name}`}
      structure={structure}
      structureKey={`run ${tasks.structureTag}`}
      decorations={decorations}
      open={open}
      onOpenChange={(groups) => onChange({ open: openText(groups) })}
      selected={task === '' ? null : nodeOf(task)}
      onSelect={(node) => pick(node === null ? undefined : pathWithin(node, chosen))}
      chipsOf={chipsOf}
      headOf={headHeight}
      renderHead={renderHead}
    />
  )
}
