/** What this browser remembers: small JSON values under "penstock.". A browser that forbids it just forgets. */
import { useCallback, useSyncExternalStore } from 'react'

const PREFIX = 'penstock.'
const listeners = new Map<string, Set<() => void>>()

export function readStored<T>(key: string, fallback: T): T {
  try {
    const text = localStorage.getItem(PREFIX + key)
    return text === null ? fallback : (JSON.parse(text) as T)
  } catch {
    return fallback
  }
}

export function writeStored(key: string, value: unknown): void {
  try {
    localStorage.setItem(PREFIX + key, JSON.stringify(value))
  } catch {
    // Private windows and full disks: the choice holds until the page is left.
  }
  for (const listener of listeners.get(key) ?? []) listener()
}

/** A remembered value as state; every component that reads it follows, in other tabs as well. `fallback` is constant. */
export function useStored<T>(key: string, fallback: T): [T, (value: T) => void] {
  const subscribe = useCallback(
    (listener: () => void) => {
      const ours = listeners.get(key) ?? new Set()
      listeners.set(key, ours.add(listener))
      const onStorage = (event: StorageEvent) => event.key === PREFIX + key && listener()
      window.addEventListener('storage', onStorage)
      return () => {
        ours.delete(listener)
        window.removeEventListener('storage', onStorage)
      }
    },
    [key],
  )
  const text = useSyncExternalStore(subscribe, () => localStorageText(key))
  const value = text === null ? fallback : parsed(text, fallback)
  const set = useCallback((next: T) => writeStored(key, next), [key])
  return [value, set]
}

function localStorageText(key: string): string | null {
  try {
    return localStorage.getItem(PREFIX + key)
  } catch {
    return null
  }
}

const cache = new Map<string, unknown>()

/** Parse once per text, so that an object keeps its identity between renders. */
function parsed<T>(text: string, fallback: T): T {
  if (!cache.has(text)) {
    try {
      cache.set(text, JSON.parse(text))
    } catch {
      return fallback
    }
  }
  return cache.get(text) as T
}
