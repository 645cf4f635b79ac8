/** Lays out graphs beside the page's own thread, so that a large one never holds up typing or drawing. */

import { type Layout, type LayoutRequest, layoutGraph } from './layout'

export interface WorkerRequest {
  ticket: number
  request: LayoutRequest
}

export interface WorkerAnswer {
  ticket: number
  layout: Layout | null
  message: string
}

self.onmessage = (event: MessageEvent<WorkerRequest>): void => {
  const { ticket, request } = event.data
  const answer: WorkerAnswer = { ticket, layout: null, message: '' }
  try {
    answer.layout = layoutGraph(request)
  } catch (error) {
    answer.message = String(error)
  }
  self.postMessage(answer)
}
