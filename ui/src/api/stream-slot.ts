/**
 * One of the few connections that all tabs of a browser may hold open together.
 *
 * A browser opens six connections to a server; windows that are all in view would take them all, and nothing else would
 * be answered. Who finds no place waits in the line, and asks for changes now and then meanwhile.
 */

const PLACES = ['1', '2', '3', '4'].map((number) => `penstock.stream.${number}`)

export class StreamSlot {
  private readonly locks: LockManager | undefined
  private readonly changed: () => void
  private state: 'free' | 'asking' | 'held' | 'waiting' = 'free'
  private giveUp = new AbortController()
  private letGo: (() => void) | null = null

  /** A browser that knows no locks (pages over plain HTTP from another machine) holds its connection without asking. */
  constructor(locks: LockManager | undefined, changed: () => void) {
    this.locks = locks
    this.changed = changed
  }

  isDecided(): boolean {
    return this.locks === undefined || this.state === 'held' || this.state === 'waiting'
  }

  isHeld(): boolean {
    return this.locks === undefined || this.state === 'held'
  }

  /** Take a free place, or a place in the line. */
  take(): void {
    if (this.locks === undefined || this.state !== 'free') return
    this.state = 'asking'
    this.giveUp = new AbortController()
    void this.takeFirstFree(this.locks, this.giveUp.signal)
  }

  release(): void {
    this.state = 'free'
    this.giveUp.abort()
    this.letGo?.()
    this.letGo = null
  }

  private async takeFirstFree(locks: LockManager, signal: AbortSignal): Promise<void> {
    for (const place of PLACES) {
      const isTaken = await new Promise<boolean>((answer) => {
        void locks.request(place, { ifAvailable: true }, (lock) => {
          answer(lock !== null)
          return lock === null ? undefined : this.hold(signal)
        })
      })
      if (isTaken || signal.aborted) return
    }
    this.become('waiting')
    await this.waitInEveryLine(locks, signal)
  }

  /** The first place that gets free is taken; the other lines are left. */
  private async waitInEveryLine(locks: LockManager, signal: AbortSignal): Promise<void> {
    const lines = new AbortController()
    signal.addEventListener('abort', () => lines.abort())
    const step = () => {
      if (lines.signal.aborted) return undefined
      lines.abort()
      return this.hold(signal)
    }
    const left = () => undefined
    await Promise.all(PLACES.map((place) => locks.request(place, { signal: lines.signal }, step).catch(left)))
  }

  /** Keep the place until it is let go. */
  private hold(signal: AbortSignal): Promise<void> | undefined {
    if (signal.aborted) return undefined
    const held = new Promise<void>((resolve) => {
      this.letGo = resolve
    })
    this.become('held')
    return held
  }

  private become(state: 'held' | 'waiting'): void {
    this.state = state
    this.changed()
  }
}
