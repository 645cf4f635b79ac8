/** A list that is read by pages, as one. */
import type { InfiniteData, UseInfiniteQueryResult } from '@tanstack/react-query'
import { useCallback, useMemo } from 'react'

interface PageOf<T> {
  items: readonly T[]
  total_size?: number | null
}

/** All rows that were read so far, how many there are, and how the next ones are asked for. */
export function useEndless<T>(list: UseInfiniteQueryResult<InfiniteData<PageOf<T>>>) {
  const { data, hasNextPage, isFetchingNextPage, fetchNextPage } = list
  const rows = useMemo(() => data?.pages.flatMap((page) => page.items) ?? [], [data])
  const more = useCallback(() => {
    if (hasNextPage && !isFetchingNextPage) void fetchNextPage()
  }, [hasNextPage, isFetchingNextPage, fetchNextPage])
  return { rows, more, total: data?.pages[0]?.total_size ?? null }
}
