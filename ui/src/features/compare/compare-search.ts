import { choice, commaList, compact, type RawSearch, text, texts } from '@/lib/search-params'

export const COMPARE_TABS = ['params', 'metrics', 'charts', 'curves', 'artifacts', 'graph'] as const
export type CompareTab = (typeof COMPARE_TABS)[number]

export const MOST_RUNS = 50

/** What of a comparison stands in the address. */
export interface CompareSearch {
  runs?: string[]
  base?: string
  tab?: CompareTab
  /** "0" shows what is equal as well. */
  diff?: '0'
  /** "1" lays the tables the other way: a row for each run. */
  flip?: '1'
  /** "1" shows the metrics of each iteration, not only of the best. */
  each?: '1'
  /** Runs that are listed but not drawn. */
  hide?: string[]
  /** The axes of the parallel coordinates, and of the scatter: "param:lr", "metric:train.auc". */
  axes?: string[]
  x?: string
  y?: string
}

export function readCompareSearch(raw: RawSearch): CompareSearch {
  return compact({
    runs: [...new Set(commaList(raw, 'runs'))].slice(0, MOST_RUNS),
    base: text(raw, 'base'),
    tab: choice(raw, 'tab', COMPARE_TABS),
    diff: choice(raw, 'diff', ['0'] as const),
    flip: choice(raw, 'flip', ['1'] as const),
    each: choice(raw, 'each', ['1'] as const),
    hide: commaList(raw, 'hide'),
    axes: texts(raw, 'axes'),
    x: text(raw, 'x'),
    y: text(raw, 'y'),
  })
}

/** The same for an address: lists in one word. */
export function writeCompareSearch(search: { [K in keyof CompareSearch]?: CompareSearch[K] | undefined }) {
  return compact({
    runs: search.runs?.join(',') || undefined,
    base: search.base,
    tab: search.tab,
    diff: search.diff,
    flip: search.flip,
    each: search.each,
    hide: search.hide?.join(',') || undefined,
    axes: search.axes,
    x: search.x,
    y: search.y,
  })
}
