import type { MetricSeries } from '@/api/models'
import { cards } from '@/domain/curves'
import { grouped } from '@/domain/grouped'
import { placeName } from '@/domain/iterations'
import type { ColoredCurve } from './line-chart'

export interface CurveGroup {
  name: string
  curves: ColoredCurve[]
  isLive: boolean
}

/** Curves in cards; the name of the task stands with a curve only where it is needed to tell two apart. */
export function curveGroups(
  series: readonly MetricSeries[],
  others: { name: string; series: readonly MetricSeries[] } | null,
  items: Readonly<Record<string, string>> = {},
): CurveGroup[] {
  const theirs = others?.series ?? []
  return cards(series).map((card) => {
    const tasks = grouped(card.series, (item) => item.metric)
    const label = (item: MetricSeries) =>
      (tasks.get(item.metric)?.length ?? 0) > 1 ? `${item.metric} · ${items[item.path] || placeOf(item)}` : item.metric
    const own = card.series.map((item, index) => curveOf(item, label(item), index))
    const overlaid = card.series.flatMap((item, index) => {
      const same = theirs.find((other) => other.metric === item.metric && other.path === item.path)
      // Ten colours on: the same colour with a broken line.
      return same ? [curveOf(same, `${label(item)} · ${others?.name}`, (index % 10) + 10, 'other:')] : []
    })
    return { name: card.name, curves: [...own, ...overlaid], isLive: card.series.some((item) => item.live) }
  })
}

function curveOf(item: MetricSeries, label: string, color: number, prefix = ''): ColoredCurve {
  const id = `${prefix}${item.path}/${item.output}/${item.metric}`
  return { id, label, color, steps: item.steps, values: item.values }
}

/** A task by its name; in a loop with what tells its iteration. */
export function placeOf(item: { path: string; task: string }): string {
  return placeName(item.task, item.path)
}
