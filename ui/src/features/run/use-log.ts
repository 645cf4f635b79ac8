import { useQueries, useQuery, useQueryClient } from '@tanstack/react-query'
import { useEffect, useRef } from 'react'
import { keys } from '@/api/keys'
import { useConnection, useTopic } from '@/api/live'
import { type LogPlace, logLinesOptions, logPartOptions } from '@/api/logs'
import { partsWithin } from '@/domain/log-parts'

/** How many lines a log has. Its end is asked for once more when the task is done. */
export function useLogIndex(place: LogPlace, isGrowing: boolean) {
  const index = useQuery(logLinesOptions(place, isGrowing))
  const { refetch } = index
  const hasGrown = useRef(isGrowing)
  useEffect(() => {
    if (hasGrown.current && !isGrowing) void refetch()
    hasGrown.current = isGrowing
  }, [isGrowing, refetch])
  return index
}

type Index = NonNullable<ReturnType<typeof useLogIndex>['data']>

/** The lines in view, read in parts: `null` for a line that is still on its way. */
export function useLogLines(place: LogPlace, index: Index, from: number, to: number): (line: number) => string | null {
  const parts = partsWithin(index, from, to)
  const answers = useQueries({ queries: parts.map((part) => logPartOptions(place, part.from, part.to)) })
  return (line) => {
    const at = parts.findIndex((part) => line >= part.first && line < part.first + index.every)
    const part = parts[at]
    const text = answers[at]?.data
    return part && text ? (text[line - part.first] ?? '') : null
  }
}

/** Asked even where growth is told, and where it is not. */
const SELDOM = 15_000
const OFTEN = 1500

export interface LogSource {
  place: LogPlace
  /** Which attempt writes it, so that its growth is told; null where that is not known yet. */
  attemptId: string | null
  isGrowing: boolean
}

/** Read a part of a log anew when it has grown, and to its end once it has ended; the pause between two questions. */
export function useLogGrowth({ place, attemptId, isGrowing }: LogSource, part: 'text' | 'end'): number | false {
  const client = useQueryClient()
  const { state: connection } = useConnection()
  const again = () => void client.invalidateQueries({ queryKey: keys.runs.log(place.run, { ...place, part }) })
  useTopic(isGrowing && attemptId ? `log:${place.run}:${attemptId}` : null, { onMessages: again, onFollowing: again })
  // biome-ignore lint/correctness/useExhaustiveDependencies: read to the end once it has ended
  useEffect(() => {
    if (!isGrowing) again()
  }, [isGrowing])
  return isGrowing && (connection === 'live' && attemptId ? SELDOM : OFTEN)
}
