/** One request to the server's own API, and its answer as a value. */
import { basePath } from '@/lib/base-path'
import { problemOf, unreachable } from './problem'

type Term = string | number | boolean | null | undefined

/** What stands behind the question mark; lists repeat their name, what is absent is left out. */
export type Terms = Readonly<Record<string, Term | readonly string[]>>

export function read<T>(path: string, terms: Terms = {}, signal?: AbortSignal): Promise<T> {
  return request<T>('GET', path + queryText(terms), undefined, signal)
}

/** What the server answers, as the text that it sent. */
export async function readText(path: string, signal?: AbortSignal): Promise<string> {
  const response = await arrived('GET', path, undefined, signal)
  return response.text()
}

export function send<T>(method: 'POST' | 'PATCH' | 'DELETE', path: string, body?: unknown): Promise<T> {
  return request<T>(method, path, body === undefined ? undefined : JSON.stringify(body))
}

/** Send a text of JSON as it stands. */
export function sendText<T>(path: string, json: string): Promise<T> {
  return request<T>('POST', path, json)
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

async function request<T>(method: string, path: string, json?: string, signal?: AbortSignal): Promise<T> {
  const response = await arrived(method, path, json, signal)
  if (response.status === 204) return undefined as T
  return (await response.json()) as T
}

async function arrived(method: string, path: string, json?: string, signal?: AbortSignal): Promise<Response> {
  const headers: Record<string, string> = { accept: '*/*' }
  const init: RequestInit = { method, headers }
  if (json !== undefined) {
    headers['content-type'] = 'application/json'
    init.body = json
  }
  if (signal) init.signal = signal
  const response = await fetch(`${basePath()}/api/v1${path}`, init).catch((cause: unknown) => {
    if (cause instanceof DOMException && cause.name === 'AbortError') throw cause
    throw unreachable(cause)
  })
  if (!response.ok) throw problemOf(response.status, await response.json().catch(() => null))
  return response
}
