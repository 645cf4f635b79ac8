import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useRef } from 'react'
import { keys } from '@/api/keys'
import { useTopic } from '@/api/live'
import { runMetricsOptions } from '@/api/metrics'

/** Points come in faster than a chart is read; it is drawn anew this often at most. */
const MILLISECONDS = 1000

/** What a run measured, growing while it runs. */
export function useMetrics(runId: string) {
  const client = useQueryClient()
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined)
  const again = () => {
    timer.current ??= setTimeout(() => {
      timer.current = undefined
      void client.invalidateQueries({ queryKey: keys.runs.metrics(runId) })
    }, MILLISECONDS)
  }
  useTopic(`metrics:${runId}`, { onMessages: again })
  return useQuery(runMetricsOptions(runId))
}
