/** What is going on, at one glance. */
import { queryOptions } from '@tanstack/react-query'
import { keys } from './keys'
import type { Schema } from './models'
import { read } from './request'

export type Overview = Schema<'Overview'>

export function overviewOptions() {
  return queryOptions({
    queryKey: keys.overview,
    queryFn: ({ signal }) => read<Overview>('/overview', {}, signal),
  })
}
