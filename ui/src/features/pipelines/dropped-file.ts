/** A pipeline file that was dropped somewhere: it waits here until the page that takes files opens. */
import { useSyncExternalStore } from 'react'

const listeners = new Set<() => void>()
let waiting: string | null = null

export function offerFile(text: string): void {
  waiting = text
  for (const listener of listeners) listener()
}

/** The text that waits; whoever uses it takes it away. */
export function useOfferedFile(): string | null {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    () => waiting,
  )
}

export function takeFile(): void {
  waiting = null
  for (const listener of listeners) listener()
}

/** Whether what is dragged are files: texts and links are nobody's business here. */
export function hasFiles(transfer: DataTransfer | null): boolean {
  return transfer?.types.includes('Files') ?? false
}
