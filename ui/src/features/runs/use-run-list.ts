import { useInfiniteQuery, useQueryClient } from '@tanstack/react-query'
import { keys } from '@/api/keys'
import { useTopic } from '@/api/live'
import { type RunQuery, runListOptions } from '@/api/run-lists'
import { useEndless } from '@/lib/endless'

/** A list of runs that follows what happens on the server; the rows stay while they are read anew. */
export function useRunList(query: RunQuery, isEnabled = true) {
  const client = useQueryClient()
  const refresh = () => void client.invalidateQueries({ queryKey: keys.runs.lists })
  useTopic('runs', { onMessages: refresh, onFollowing: refresh })
  const list = useInfiniteQuery({ ...runListOptions(query), enabled: isEnabled })
  return { list, ...useEndless(list) }
}
