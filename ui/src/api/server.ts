/** The server itself, and whether it knows this browser. */
import { queryOptions } from '@tanstack/react-query'
import { address } from './address'
import { keys } from './keys'
import type { Schema } from './models'
import { ApiError } from './problem'
import { read, send } from './request'

export type ServerFacts = Schema<'ServerFacts'>

/** What the server tells of itself to whom it knows. */
export function serverOptions() {
  return queryOptions({
    queryKey: keys.server,
    queryFn: async ({ signal }) => {
      const facts = await read<ServerFacts>('/server', {}, signal)
      if (facts.needs_token) throw new ApiError(401, 'The server does not know this browser')
      return facts
    },
    staleTime: Number.POSITIVE_INFINITY,
  })
}

/** Whether this browser has to sign in; who has to is told so, not refused. */
export function strangerOptions() {
  return queryOptions({
    queryKey: [...keys.server, 'stranger'],
    queryFn: async ({ signal }) => (await read<ServerFacts>('/server', {}, signal)).needs_token,
    gcTime: 0,
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
