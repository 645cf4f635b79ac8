import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useMemo, useRef } from 'react'
import { keys } from '@/api/keys'
import { useTopic } from '@/api/live'
import { curveEndsOptions, runMetricsOptions } from '@/api/metrics'
import { stepTexts } from '@/domain/curve-ends'

/** Points come in faster than a chart is read; it is drawn anew this often at most. */
const MILLISECONDS = 1000

/** What a run measured, growing while it runs. */
export function useMetrics(runId: string) {
  useMetricNews(runId, true)
  return useQuery(runMetricsOptions(runId))
}

const NONE: ReadonlyMap<string, string> = new Map()

/** How far the tasks of a run are that is under way, by their curves. */
export function useSteps(runId: string, isRunning: boolean): ReadonlyMap<string, string> {
  useMetricNews(runId, isRunning)
  const ends = useQuery({ ...curveEndsOptions(runId), enabled: isRunning })
  const series = isRunning ? ends.data?.series : undefined
  return useMemo(() => (series ? stepTexts(series) : NONE), [series])
}

/** Read what was measured anew when there is more, but not with every point. */
function useMetricNews(runId: string, isFollowed: boolean): void {
  const client = useQueryClient()
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined)
  const again = () => {
    timer.current ??= setTimeout(() => {
      timer.current = undefined
      void client.invalidateQueries({ queryKey: keys.runs.metrics(runId) })
    }, MILLISECONDS)
  }
  useTopic(isFollowed ? `metrics:${runId}` : null, { onMessages: again })
}
