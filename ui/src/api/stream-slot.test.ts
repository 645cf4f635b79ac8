import { expect, test, vi } from 'vitest'
import { StreamSlot } from './stream-slot'

type Grant = (lock: Lock | null) => Promise<void> | undefined

/** Locks as a browser keeps them: one holder each, the others in a line. */
class FakeLocks {
  private readonly held = new Set<string>()
  private readonly lines = new Map<string, (() => void)[]>()

  query() {
    return Promise.resolve({})
  }

  async request(name: string, options: LockOptions, grant: Grant): Promise<void> {
    if (this.held.has(name)) {
      if (options.ifAvailable) {
        await grant(null)
        return
      }
      await new Promise<void>((resolve, reject) => {
        this.lines.set(name, [...(this.lines.get(name) ?? []), resolve])
        options.signal?.addEventListener('abort', () => reject(new Error('left the line')))
      })
    }
    this.held.add(name)
    await grant({ name, mode: 'exclusive' })
    this.held.delete(name)
    this.lines.get(name)?.shift()?.()
  }
}

const settled = () => new Promise((resolve) => setTimeout(resolve, 5))

function slots(count: number) {
  const locks = new FakeLocks() as unknown as LockManager
  return Array.from({ length: count }, () => {
    const changed = vi.fn()
    return { slot: new StreamSlot(locks, changed), changed }
  })
}

test('four tabs hold a connection, the others wait until one lets go', async () => {
  const tabs = slots(6)
  for (const { slot } of tabs) slot.take()
  await vi.waitFor(() => expect(tabs.every(({ slot }) => slot.isDecided())).toBe(true))
  expect(tabs.map(({ slot }) => slot.isHeld())).toEqual([true, true, true, true, false, false])
  for (const { slot } of tabs.slice(0, 4)) slot.release()
  await vi.waitFor(() => expect(tabs.slice(4).map(({ slot }) => slot.isHeld())).toEqual([true, true]))
  expect(tabs[5]?.changed).toHaveBeenCalledTimes(2)
})

test('a tab that was hidden leaves the line', async () => {
  const tabs = slots(5)
  for (const { slot } of tabs) slot.take()
  await settled()
  tabs[4]?.slot.release()
  for (const { slot } of tabs.slice(0, 4)) slot.release()
  await settled()
  expect(tabs[4]?.slot.isHeld()).toBe(false)
  tabs[4]?.slot.take()
  await vi.waitFor(() => expect(tabs[4]?.slot.isHeld()).toBe(true))
})

test('a browser without locks holds its connection at once', () => {
  const slot = new StreamSlot(undefined, vi.fn())
  slot.take()
  expect([slot.isDecided(), slot.isHeld()]).toEqual([true, true])
})
