import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useMemo } from 'react'
import { type RunTasks, runGraphOptions } from '@/api/run'

/** The graph of a run, where it is wanted. */
export function useRunGraph(tasks: RunTasks, isWanted: boolean) {
  const options = runGraphOptions(useQueryClient(), tasks.run.id, tasks.structureTag)
  return useQuery({ ...options, enabled: isWanted && tasks.structureTag !== '' })
}

/** What people call the nodes of the graph, where that is wanted: a group that nobody named is called by what it does. */
export function useNodeNames(tasks: RunTasks, isWanted: boolean): ReadonlyMap<string, string> {
  const { data } = useRunGraph(tasks, isWanted)
  return useMemo(() => new Map(data?.nodes.map(({ id, name }) => [id, name])), [data])
}
