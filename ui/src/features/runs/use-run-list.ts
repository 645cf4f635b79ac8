import { useInfiniteQuery, useQueryClient } from '@tanstack/react-query'
import { useMemo } from 'react'
import { keys } from '@/api/keys'
import { useTopic } from '@/api/live'
import { type RunQuery, runListOptions } from '@/api/run-lists'

/** A list of runs that follows what happens on the server; the rows stay while they are read anew. */
export function useRunList(query: RunQuery, isEnabled = true) {
  const client = useQueryClient()
  const refresh = () => void client.invalidateQueries({ queryKey: keys.runs.lists })
  useTopic('runs', { onMessages: refresh, onFollowing: refresh })
  const list = useInfiniteQuery({ ...runListOptions(query), enabled: isEnabled })
  const rows = useMemo(() => list.data?.pages.flatMap((page) => page.items) ?? [], [list.data])
  return { list, rows, total: list.data?.pages[0]?.total_size ?? null }
}
