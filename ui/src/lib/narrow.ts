/** Whether the window is as narrow as a telephone: side bars and panels make room there. */
import { useSyncExternalStore } from 'react'

const NARROW = '(max-width: 767px)'

export function useNarrow(): boolean {
  return useSyncExternalStore(subscribe, () => window.matchMedia(NARROW).matches)
}

function subscribe(onChange: () => void): () => void {
  const query = window.matchMedia(NARROW)
  query.addEventListener('change', onChange)
  return () => query.removeEventListener('change', onChange)
}
