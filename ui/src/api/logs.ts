/** Logs of tasks, in parts: where lines begin, the bytes between, and lines that hold a text. */
import { keepPreviousData, type QueryClient, queryOptions } from '@tanstack/react-query'
import { type GrowingText, grown, linesOf } from '@/domain/growing-text'
import { basePath } from '@/lib/base-path'
import { address } from './address'
import { keys } from './keys'
import type { Schema } from './models'
import { problemOf } from './problem'
import { queryText, read } from './request'
import { runPath } from './run'

export type LogLines = Schema<'LogLines'>
export type LogMatches = Schema<'LogMatches'>
export type LogTails = Schema<'LogTails'>

/** Which log: that of one attempt of a task; 0 is the last attempt. */
export interface LogPlace {
  readonly run: string
  readonly path: string
  readonly attempt: number
}

const MOST_BYTES = 4_194_304
/** A longer log is read where it is looked at, a shorter one whole. */
const WHOLE_BYTES = 4_000_000
const FIRST_BYTES = 262_144

export interface LogText extends GrowingText {
  /** How many bytes there are. */
  readonly size: number
  readonly isLong: boolean
}

/** A log as text; asked again, only what was written since comes over the wire. */
export function logTextOptions(client: QueryClient, place: LogPlace) {
  const queryKey = keys.runs.log(place.run, { ...place, part: 'text' })
  return queryOptions({
    queryKey,
    queryFn: async ({ signal }): Promise<LogText> => {
      let known: GrowingText = client.getQueryData<LogText>(queryKey) ?? { text: '', read: 0 }
      for (;;) {
        const { bytes, size } = await readPart(place, known.read, known.read ? MOST_BYTES : FIRST_BYTES, signal)
        if (size > WHOLE_BYTES) return { text: '', read: 0, size, isLong: true }
        const before = known.read
        known = grown(known, bytes)
        if (known.read === before || known.read >= size) return { ...known, size, isLong: false }
      }
    },
  })
}

/** The last lines of a log. */
export function logEndOptions(place: LogPlace, bytes: number) {
  return queryOptions({
    queryKey: keys.runs.log(place.run, { ...place, part: 'end' }),
    queryFn: async ({ signal }) => {
      const { bytes: end, size } = await readPart(place, -bytes, bytes, signal)
      const text = new TextDecoder().decode(end)
      // What is cut at the beginning is no line.
      return linesOf(size > bytes ? text.slice(text.indexOf('\n') + 1) : text)
    },
  })
}

async function readPart(place: LogPlace, offset: number, limit: number, signal: AbortSignal) {
  const query = queryText({ ...terms(place), offset, limit })
  const response = await fetch(`${basePath()}/api/v1${runPath(place.run)}/log${query}`, { signal })
  if (!response.ok) throw problemOf(response.status, await response.json().catch(() => null))
  const size = Number(/\/(\d+)$/.exec(response.headers.get('content-range') ?? '')?.[1] ?? 0)
  return { bytes: new Uint8Array(await response.arrayBuffer()), size }
}

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
      const { bytes } = await readPart(place, from, Math.max(1, Math.min(MOST_BYTES, to - from)), signal)
      return new TextDecoder().decode(bytes).replace(/\n$/, '').split('\n')
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
