import { useMemo } from 'react'
import { CurveCard } from './curve-card'
import { useCurveView } from './curve-controls'
import { curveGroups } from './curves-of'
import { ofTask } from './task-metrics'
import { useMetrics } from './use-metrics'

const MOST = 2

interface TaskCurvesProps {
  runId: string
  path: string
}

/** The first curves of a task, as they grow; nothing where it has none. */
export function TaskCurves({ runId, path }: TaskCurvesProps) {
  const metrics = useMetrics(runId)
  const [view] = useCurveView()
  const groups = useMemo(
    () => curveGroups(metrics.data ? ofTask(metrics.data, path).series : [], null).slice(0, MOST),
    [metrics.data, path],
  )
  return groups.map((group) => (
    <CurveCard
      key={group.name}
      name={group.name}
      owner={path}
      curves={group.curves}
      isLive={group.isLive}
      syncKey={`task:${path}`}
      height={130}
      {...view}
    />
  ))
}
