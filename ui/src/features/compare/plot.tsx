import { ParallelChart, ScatterChart } from 'echarts/charts'
import { GridComponent, ParallelComponent, TooltipComponent } from 'echarts/components'
import { type ECharts, type EChartsCoreOption, init, use } from 'echarts/core'
import { CanvasRenderer } from 'echarts/renderers'
import { useEffect, useRef } from 'react'

use([ParallelChart, ScatterChart, GridComponent, ParallelComponent, TooltipComponent, CanvasRenderer])

export interface PlotProps {
  /** What is drawn, for screen readers; the values stand in the tables. */
  label: string
  option: EChartsCoreOption
  height: number
  /** The name of what was clicked: the run. */
  onOpen?: (name: string) => void
}

/** A chart of ECharts that follows its option and its room. */
export function Plot({ label, option, height, onOpen }: PlotProps) {
  const frame = useRef<HTMLDivElement>(null)
  const chart = useRef<ECharts | null>(null)
  const open = useRef(onOpen)
  useEffect(() => {
    open.current = onOpen
  })
  useEffect(() => {
    if (!frame.current) return
    const made = init(frame.current, null, { renderer: 'canvas' })
    chart.current = made
    made.on('click', ({ seriesId }) => {
      if (seriesId) open.current?.(seriesId)
    })
    const observer = new ResizeObserver(() => made.resize())
    observer.observe(frame.current)
    return () => {
      observer.disconnect()
      chart.current = null
      made.dispose()
    }
  }, [])
  useEffect(() => {
    chart.current?.setOption(option, { notMerge: true })
  }, [option])
  return <div ref={frame} role="img" aria-label={label} style={{ height }} className="w-full" />
}
