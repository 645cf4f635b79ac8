import { choice, compact, integer, type RawSearch, text } from '@/lib/search-params'

export const RUN_TABS = ['graph', 'timeline', 'tasks', 'metrics', 'artifacts', 'logs', 'details'] as const
export type RunTab = (typeof RUN_TABS)[number]

export const TASK_TABS = ['overview', 'logs', 'io', 'metrics', 'config'] as const
export type TaskTab = (typeof TASK_TABS)[number]

/** What of a run's page stands in the address. */
export interface RunPageSearch {
  tab?: RunTab
  /** The path of the task, or the node of the graph, that is open beside. */
  task?: string
  panel?: TaskTab
  attempt?: number
  line?: number
  /** Of the list of tasks: the state that is shown. */
  state?: string
}

export type ChangeSearch = (part: { [K in keyof RunPageSearch]?: RunPageSearch[K] | undefined }) => void

export function readRunPageSearch(raw: RawSearch): RunPageSearch {
  return compact({
    tab: choice(raw, 'tab', RUN_TABS),
    task: text(raw, 'task'),
    panel: choice(raw, 'panel', TASK_TABS),
    attempt: integer(raw, 'attempt'),
    line: integer(raw, 'line'),
    state: text(raw, 'state'),
  })
}
