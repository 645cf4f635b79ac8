/** One clock for the page: everything that shows a running time ticks together, and only while it is looked at. */
import { useSyncExternalStore } from 'react'

const listeners = new Set<() => void>()
let now = Date.now()
let timer: ReturnType<typeof setInterval> | undefined
let isFrozen = false

/** The time now, once a second; it stands still while the connection to the server is lost. */
export function useNow(isTicking = true): number {
  return useSyncExternalStore(isTicking ? subscribe : never, () => now)
}

/** Stop or start the clock: what is shown while the server is away is of the moment when it went. */
export function freezeClock(frozen: boolean): void {
  isFrozen = frozen
  if (!frozen) tick()
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener)
  now = isFrozen ? now : Date.now()
  timer ??= setInterval(tick, 1000)
  return () => {
    listeners.delete(listener)
    if (listeners.size === 0) {
      clearInterval(timer)
      timer = undefined
    }
  }
}

function never(): () => void {
  return () => undefined
}

function tick(): void {
  if (isFrozen || document.hidden) return
  now = Date.now()
  for (const listener of listeners) listener()
}
