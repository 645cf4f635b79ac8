/** Search over everything that has a page. */
import { keepPreviousData, queryOptions } from '@tanstack/react-query'
import { keys } from './keys'
import type { Found } from './models'
import { read } from './request'

export function searchOptions(text: string) {
  return queryOptions({
    queryKey: keys.search(text),
    queryFn: ({ signal }) => read<{ items: Found[] }>('/search', { q: text, limit: 20 }, signal),
    enabled: text.trim() !== '',
    placeholderData: keepPreviousData,
  })
}
