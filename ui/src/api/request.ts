/** One request to the server's own API, and its answer as a value. */
import { basePath } from '@/lib/base-path'
import { problemOf, unreachable } from './problem'

type Term = string | number | boolean | null | undefined

/** What stands behind the question mark; lists repeat their name, what is absent is left out. */
export type Terms = Readonly<Record<string, Term | readonly string[]>>

export function read<T>(path: string, terms: Terms = {}, signal?: AbortSignal): Promise<T> {
  return request<T>('GET', path + queryText(terms), undefined, signal)
}

export function send<T>(method: 'POST' | 'PATCH' | 'DELETE', path: string, body?: unknown): Promise<T> {
  return request<T>(method, path, body)
}

export function queryText(terms: Terms): string {
  const query = new URLSearchParams()
  for (const [name, value] of Object.entries(terms)) {
    if (value === undefined || value === null || value === '') continue
    if (typeof value === 'object') for (const item of value) query.append(name, item)
    else query.append(name, String(value))
  }
  const text = query.toString()
  return text && `?${text}`
}

async function request<T>(method: string, path: string, body: unknown, signal?: AbortSignal): Promise<T> {
  const headers: Record<string, string> = { accept: 'application/json' }
  if (body !== undefined) headers['content-type'] = 'application/json'
  const init: RequestInit = { method, headers }
  if (body !== undefined) init.body = JSON.stringify(body)
  if (signal) init.signal = signal
  const response = await fetch(`${basePath()}/api/v1${path}`, init).catch((cause: unknown) => {
    if (cause instanceof DOMException && cause.name === 'AbortError') throw cause
    throw unreachable(cause)
  })
  if (!response.ok) throw problemOf(response.status, await response.json().catch(() => null))
  if (response.status === 204) return undefined as T
  return (await response.json()) as T
}
