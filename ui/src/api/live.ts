/** The stream of this tab, as hooks. */
import { useEffect, useRef, useSyncExternalStore } from 'react'
import { basePath } from '@/lib/base-path'
import { type Connection, EventStream, type Listener, type Message, type Source } from './events'
import { StreamSlot } from './stream-slot'

const stream = new EventStream({
  open: (topics, after) => new EventSource(addressOf(topics, after)) as unknown as Source,
  poll: async (topics, after) => {
    const response = await fetch(addressOf(topics, after), { headers: { accept: 'application/json' } })
    if (!response.ok) throw new Error(`The server answered ${response.status}`)
    return response.json()
  },
  isVisible: () => document.visibilityState === 'visible' && slot.isDecided(),
  mayStream: () => slot.isHeld(),
  now: () => Date.now(),
  later: (milliseconds, run) => {
    const timer = setTimeout(run, milliseconds)
    return () => clearTimeout(timer)
  },
})

const slot = new StreamSlot(navigator.locks, () => stream.surroundingsChanged())

function visibilityChanged() {
  if (document.visibilityState === 'visible') slot.take()
  else slot.release()
  stream.surroundingsChanged()
}

document.addEventListener('visibilitychange', visibilityChanged)
visibilityChanged()

/** Follow a topic while the component is mounted; `null` follows nothing. */
export function useTopic(topic: string | null, listener: Listener): void {
  const latest = useRef(listener)
  useEffect(() => {
    latest.current = listener
  })
  useEffect(() => {
    if (topic === null) return
    return stream.subscribe(topic, {
      onMessages: (messages: Message[]) => latest.current.onMessages(messages),
      onFollowing: () => latest.current.onFollowing?.(),
    })
  }, [topic])
}

export function useConnection(): Connection {
  return useSyncExternalStore(
    (watcher) => stream.watch(watcher),
    () => stream.current(),
  )
}

function addressOf(topics: readonly string[], after: string): string {
  const query = new URLSearchParams(topics.map((topic) => ['topic', topic]))
  if (after) query.set('after', after)
  return `${basePath()}/api/v1/events?${query}`
}
