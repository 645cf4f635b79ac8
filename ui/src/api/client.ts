/** Calls to the server, typed by its own OpenAPI document. */
import createClient from 'openapi-fetch'
import { basePath } from '@/lib/base-path'
import { problemOf, unreachable } from './problem'
import type { paths } from './schema.gen'

export const client = createClient<paths>({
  baseUrl: basePath(),
  querySerializer: { array: { style: 'form', explode: true } },
  fetch: (request) => globalThis.fetch(request),
})

interface Answer<T> {
  data?: T
  error?: unknown
  response: Response
}

/** What a call returned; an `ApiError` if it was refused or never arrived. */
export async function answer<T>(call: Promise<Answer<T>>): Promise<T> {
  const { data, error, response } = await call.catch((cause: unknown) => {
    if (cause instanceof DOMException && cause.name === 'AbortError') throw cause
    throw unreachable(cause)
  })
  if (!response.ok) throw problemOf(response.status, error)
  return data as T
}

/** The address of something that the browser itself loads: a download, a picture. */
export function address(path: string): string {
  return basePath() + path
}
