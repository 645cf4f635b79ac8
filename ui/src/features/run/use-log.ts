import { useQueries, useQuery } from '@tanstack/react-query'
import { type LogPlace, logLinesOptions, logPartOptions } from '@/api/logs'
import { partsWithin } from '@/domain/log-parts'

/** How many lines a log has. */
export function useLogIndex(place: LogPlace, isGrowing: boolean) {
  return useQuery(logLinesOptions(place, isGrowing))
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
