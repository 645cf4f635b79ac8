/** The server itself, and whether it knows this browser. */
import { queryOptions } from '@tanstack/react-query'
import { address } from './client'
import { keys } from './keys'
import { read, send } from './request'
import type { components } from './schema.gen'

export type ServerFacts = components['schemas']['ServerFacts']

export function serverOptions() {
  return queryOptions({
    queryKey: keys.server,
    queryFn: ({ signal }) => read<ServerFacts>('/server', {}, signal),
    staleTime: Number.POSITIVE_INFINITY,
  })
}

/** Let this browser in, until it leaves or the token changes. */
export function signIn(token: string): Promise<void> {
  return send('POST', '/session', { token })
}

export function signOut(): Promise<void> {
  return send('DELETE', '/session')
}

/** Where the description of the API is read. */
export function descriptionAddress(): string {
  return address('/openapi.json')
}
