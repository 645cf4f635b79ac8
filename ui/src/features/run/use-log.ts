import { useQueries, useQuery } from '@tanstack/react-query'
import { useEffect, useRef } from 'react'
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
