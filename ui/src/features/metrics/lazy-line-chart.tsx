import { lazy, Suspense } from 'react'
import { Skeleton } from '@/components/ui/skeleton'
import type { LineChartProps } from './line-chart'

const Chart = lazy(() => import('./line-chart').then((module) => ({ default: module.LineChart })))

/** The chart, whose library is loaded when the first one is shown. */
export function LazyLineChart(props: LineChartProps) {
  return (
    <Suspense
      fallback={
        <div style={{ height: props.height ?? 220 }}>
          <Skeleton className="h-full w-full" />
        </div>
      }
    >
      <Chart {...props} />
    </Suspense>
  )
}
