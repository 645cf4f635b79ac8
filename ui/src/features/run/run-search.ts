import { choice, compact, integer, type RawSearch, text } from '@/lib/search-params'

export const RUN_VIEWS = ['graph', 'timeline', 'tasks', 'metrics', 'artifacts', 'logs', 'details'] as const
export type RunView = (typeof RUN_VIEWS)[number]

export const TASK_TABS = ['overview', 'logs', 'io', 'metrics', 'config', 'events'] as const
export type TaskTab = (typeof TASK_TABS)[number]

/** What of a run's page stands in the address. */
export interface RunPageSearch {
  view?: RunView
  /** The path of the task, or the node of the graph, that is open beside; the path names the iterations. */
  task?: string
  panel?: TaskTab
  attempt?: number
  line?: number
  /** Of the graph: the groups that are open, where they are others than at first; `-` where none is. */
  open?: string
  /** Of the list of artifacts: the one that is shown beside it. */
  artifact?: string
  /** Of the list of tasks: the state that is shown. */
  state?: string
  /** And the column that it is sorted by: `-duration`. */
  sort?: string
}

export type ChangeSearch = (part: { [K in keyof RunPageSearch]?: RunPageSearch[K] | undefined }) => void

export function readRunPageSearch(raw: RawSearch): RunPageSearch {
  return compact({
    view: choice(raw, 'view', RUN_VIEWS),
    task: text(raw, 'task'),
    panel: choice(raw, 'panel', TASK_TABS),
    attempt: integer(raw, 'attempt'),
    line: integer(raw, 'line'),
    open: text(raw, 'open'),
    artifact: text(raw, 'artifact'),
    state: text(raw, 'state'),
    sort: text(raw, 'sort'),
  })
}

const NONE = '-'

/** The groups that an address says are open; null where it says nothing. */
export function openGroups(open: string | undefined): ReadonlySet<string> | null {
  if (open === undefined) return null
  return new Set(open === NONE ? [] : open.split(','))
}

export function openText(groups: ReadonlySet<string>): string {
  return groups.size === 0 ? NONE : [...groups].sort().join(',')
}
