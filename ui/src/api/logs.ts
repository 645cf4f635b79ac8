/** Logs of tasks, in parts: where lines begin, the bytes between, and lines that hold a text. */
import { keepPreviousData, queryOptions } from '@tanstack/react-query'
import { basePath } from '@/lib/base-path'
import { address } from './client'
import { keys } from './keys'
import { problemOf } from './problem'
import { queryText, read } from './request'
import { runPath } from './run'
import type { components } from './schema.gen'

export type LogLines = components['schemas']['LogLines']
export type LogMatches = components['schemas']['LogMatches']
export type LogTails = components['schemas']['LogTails']

/** Which log: that of one attempt of a task; 0 is the last attempt. */
export interface LogPlace {
  readonly run: string
  readonly path: string
  readonly attempt: number
}

const MOST_BYTES = 4_194_304

export function logLinesOptions(place: LogPlace, isGrowing: boolean) {
  return queryOptions({
    queryKey: keys.runs.log(place.run, { ...place, part: 'lines' }),
    queryFn: ({ signal }) => read<LogLines>(`${runPath(place.run)}/log/lines`, terms(place), signal),
    refetchInterval: isGrowing ? 1500 : false,
  })
}

/** The lines that lie between two offsets. */
export function logPartOptions(place: LogPlace, from: number, to: number) {
  return queryOptions({
    queryKey: keys.runs.log(place.run, { ...place, from, to }),
    queryFn: async ({ signal }) => {
      const query = queryText({ ...terms(place), offset: from, limit: Math.max(1, Math.min(MOST_BYTES, to - from)) })
      const response = await fetch(`${basePath()}/api/v1${runPath(place.run)}/log${query}`, { signal })
      if (!response.ok) throw problemOf(response.status, await response.json().catch(() => null))
      return (await response.text()).replace(/\n$/, '').split('\n')
    },
    staleTime: Number.POSITIVE_INFINITY, // what is written does not change
    placeholderData: keepPreviousData,
  })
}

export function logSearchOptions(place: LogPlace, q: string, size: number) {
  return queryOptions({
    queryKey: keys.runs.log(place.run, { ...place, q, size }),
    queryFn: ({ signal }) => read<LogMatches>(`${runPath(place.run)}/log/search`, { ...terms(place), q }, signal),
    enabled: q !== '',
    placeholderData: keepPreviousData,
  })
}

export function logTailsOptions(run: string, isGrowing: boolean) {
  return queryOptions({
    queryKey: keys.runs.log(run, { part: 'tails' }),
    queryFn: ({ signal }) => read<LogTails>(`${runPath(run)}/log/tail`, { lines: 20 }, signal),
    refetchInterval: isGrowing ? 2000 : false,
  })
}

export function logAddress(place: LogPlace): string {
  return address(`/api/v1${runPath(place.run)}/log/download${queryText(terms(place))}`)
}

function terms({ path, attempt }: LogPlace) {
  return { path, attempt }
}
