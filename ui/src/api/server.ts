/** The server itself. */
import { queryOptions } from '@tanstack/react-query'
import { keys } from './keys'
import { read } from './request'

export interface ServerFacts {
  version: string
  home: string
  needs_token: boolean
}

export function serverOptions() {
  return queryOptions({
    queryKey: keys.server,
    queryFn: ({ signal }) => read<ServerFacts>('/server', {}, signal),
    staleTime: Number.POSITIVE_INFINITY,
  })
}
