import type { RunQuery } from '@/api/run-lists'
import type { FilterTerms } from '@/domain/run-filter'
import { STATES, type State } from '@/domain/states'
import { choice, commaList, compact, flag, type RawSearch, text, texts } from '@/lib/search-params'

/** What of a list of runs stands in the address. */
export interface RunSearch {
  q?: string
  where?: string
  state?: string[]
  /** The name that files say, or the id of an upload. */
  pipeline?: string
  experiment?: string
  tag?: string[]
  since?: Since
  sort?: string
  cols?: string[]
  archived?: true
  /** Absent: the list alone. */
  view?: 'chart'
  /** Of the charts: "param:lr", "metric:train.auc". */
  axes?: string[]
  x?: string
  y?: string
}

export const SINCE = ['1h', '24h', '7d', '30d'] as const
export type Since = (typeof SINCE)[number]

const HOURS: Record<Since, number> = { '1h': 1, '24h': 24, '7d': 168, '30d': 720 }
const HOUR = 3_600_000

export function readRunSearch(raw: RawSearch): RunSearch {
  return compact({
    q: text(raw, 'q'),
    where: text(raw, 'where'),
    state: statesOf(texts(raw, 'state')),
    pipeline: text(raw, 'pipeline'),
    experiment: text(raw, 'experiment'),
    tag: texts(raw, 'tag'),
    since: choice(raw, 'since', SINCE),
    sort: text(raw, 'sort'),
    cols: commaList(raw, 'cols'),
    archived: flag(raw, 'archived'),
    view: choice(raw, 'view', ['chart'] as const),
    axes: texts(raw, 'axes'),
    x: text(raw, 'x'),
    y: text(raw, 'y'),
  })
}

/** The states of an address, however they are written there; what is no state is left out. */
function statesOf(written: readonly string[] | undefined): State[] | undefined {
  const known = written?.flatMap((text) => STATES.find((state) => state === text.toUpperCase()) ?? [])
  return known?.length ? known : undefined
}

/** What the server is asked for; the start of the time span is a full minute, so that the question stays the same. */
export function runQuery(search: RunSearch, terms: FilterTerms | null, now: number): RunQuery {
  const since = search.since ? new Date(now - HOURS[search.since] * HOUR).toISOString() : terms?.since
  return compact({
    q: search.q ?? terms?.q,
    state: list(search.state, terms?.state),
    pipeline_id: search.pipeline && isId(search.pipeline) ? search.pipeline : undefined,
    pipeline: search.pipeline && !isId(search.pipeline) ? search.pipeline : terms?.pipeline,
    experiment_id: search.experiment,
    tag: list(search.tag, terms?.tag),
    param: list(terms?.param),
    metric: list(terms?.metric),
    since,
    until: terms?.until,
    archived: search.archived,
    sort: search.sort ?? '-created_at',
    column: search.cols,
  })
}

export function isId(text: string): boolean {
  return /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/.test(text)
}

/** The filters that hide rows, in words: "*state: failed*". */
export function filterWords(search: RunSearch, experiment?: string): string[] {
  return [
    search.q ? `search: ${search.q}` : '',
    ...(search.state ?? []).map((state) => `state: ${state.toLowerCase()}`),
    search.pipeline ? (isId(search.pipeline) ? 'one pipeline' : `pipeline: ${search.pipeline}`) : '',
    search.experiment ? (experiment ? `experiment: ${experiment}` : 'one experiment') : '',
    ...(search.tag ?? []).map((tag) => `tag: ${tag}`),
    search.since ? `last ${search.since}` : '',
    search.where ?? '',
    search.archived ? 'archived' : '',
  ].filter(Boolean)
}

function list(...parts: (readonly string[] | undefined)[]): string[] | undefined {
  const all = parts.flatMap((part) => part ?? [])
  return all.length ? all : undefined
}
