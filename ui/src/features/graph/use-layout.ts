import { useEffect, useState } from 'react'
import type { Layout, LayoutRequest } from '@/graph/layout'
import type { WorkerAnswer, WorkerRequest } from '@/graph/layout.worker'

/** So many drawings are kept: opening and closing a group again costs nothing. */
const KEPT = 40
const LOST = 'The graph could not be drawn: its program was not loaded. Reload the page.'
const TRIES = 4
const AGAIN = 1000

const kept = new Map<string, Layout>()
const waiting = new Map<number, (answer: WorkerAnswer) => void>()
/** Started with the code of the graph, while what it will lay out is still being read. */
let worker: Worker | null = typeof Worker === 'undefined' ? null : startWorker()
let lastTicket = 0

export interface LaidOut {
  /** The newest drawing that is there; the one before while the next is made. */
  layout: Layout | null
  isStale: boolean
  error: string
}

/**
 * The drawing of a graph, made beside the page's thread and kept under `key`.
 * The key says everything that the request depends on.
 */
export function useLayout(key: string, makeRequest: () => LayoutRequest): LaidOut {
  const [made, setMade] = useState<{ key: string; layout: Layout | null; error: string } | null>(null)
  // biome-ignore lint/correctness/useExhaustiveDependencies: the key stands for the request
  useEffect(() => {
    const known = recall(key)
    if (known) return setMade({ key, layout: known, error: '' })
    let isWanted = true
    void ask(makeRequest()).then(({ layout, message }) => {
      if (layout) keep(key, layout)
      if (isWanted) setMade((before) => ({ key, layout: layout ?? before?.layout ?? null, error: message }))
    })
    return () => {
      isWanted = false
    }
  }, [key])
  const known = kept.get(key)
  if (known) return { layout: known, isStale: false, error: '' }
  return { layout: made?.layout ?? null, isStale: made?.key !== key, error: made?.key === key ? made.error : '' }
}

/** A worker whose program could not be loaded is started anew, in a while: the server or the network may be back then. */
async function ask(request: LayoutRequest): Promise<WorkerAnswer> {
  for (let left = TRIES; ; left -= 1) {
    const answer = await askOnce(request)
    if (answer.message !== LOST || left === 1) return answer
    await new Promise((resolve) => setTimeout(resolve, AGAIN))
  }
}

function askOnce(request: LayoutRequest): Promise<WorkerAnswer> {
  worker ??= startWorker()
  const ticket = ++lastTicket
  const question: WorkerRequest = { ticket, request }
  worker.postMessage(question)
  return new Promise((resolve) => waiting.set(ticket, resolve))
}

function startWorker(): Worker {
  const made = new Worker(new URL('../../graph/layout.worker.ts', import.meta.url), { type: 'module' })
  made.onmessage = (event: MessageEvent<WorkerAnswer>) => {
    waiting.get(event.data.ticket)?.(event.data)
    waiting.delete(event.data.ticket)
  }
  made.onerror = () => {
    for (const [ticket, resolve] of waiting) resolve({ ticket, layout: null, message: LOST })
    waiting.clear()
    worker = null
  }
  return made
}

function recall(key: string): Layout | undefined {
  const layout = kept.get(key)
  if (layout) keep(key, layout)
  return layout
}

function keep(key: string, layout: Layout): void {
  kept.delete(key)
  kept.set(key, layout)
  for (const oldest of kept.keys()) {
    if (kept.size <= KEPT) return
    kept.delete(oldest)
  }
}
