import { beforeEach, expect, test, vi } from 'vitest'
import { EventStream, type Message, type Source } from './events'

class FakeSource implements Source {
  onopen: (() => void) | null = null
  onerror: (() => void) | null = null
  isClosed = false
  readonly topics: readonly string[]
  readonly after: string
  private listener: ((event: { data: string; lastEventId: string }) => void) | null = null

  constructor(topics: readonly string[], after: string) {
    this.topics = topics
    this.after = after
  }

  addEventListener(_: string, listener: (event: { data: string; lastEventId: string }) => void) {
    this.listener = listener
  }

  close() {
    this.isClosed = true
  }

  say(message: Message, cursor: string) {
    this.listener?.({ data: JSON.stringify(message), lastEventId: cursor })
  }
}

const sources: FakeSource[] = []
const polled: { topics: readonly string[]; after: string }[] = []
let answers: () => Promise<{ cursor: string; messages: Message[] }>
let isVisible = true
let mayStream = true

function aStream() {
  return new EventStream({
    open: (topics, after) => {
      sources.push(new FakeSource(topics, after))
      return newest()
    },
    poll: (topics, after) => {
      polled.push({ topics, after })
      return answers()
    },
    isVisible: () => isVisible,
    mayStream: () => mayStream,
    now: () => Date.now(),
    later: (milliseconds, run) => {
      const timer = setTimeout(run, milliseconds)
      return () => clearTimeout(timer)
    },
  })
}

function newest(): FakeSource {
  const source = sources.at(-1)
  if (!source) throw new Error('no stream was opened')
  return source
}

function aListener() {
  return { onMessages: vi.fn<(messages: Message[]) => void>(), onFollowing: vi.fn<() => void>() }
}

const pass = (milliseconds: number) => vi.advanceTimersByTimeAsync(milliseconds)

beforeEach(() => {
  vi.useFakeTimers()
  sources.length = 0
  polled.length = 0
  isVisible = true
  mayStream = true
  answers = () => Promise.reject(new Error('away'))
  return () => vi.useRealTimers()
})

test('follows all topics by one stream, and gives messages of a moment together', async () => {
  const stream = aStream()
  const [runs, run] = [aListener(), aListener()]
  stream.subscribe('runs', runs)
  stream.subscribe('run:1', run)
  await pass(0)
  expect(sources.map((source) => source.topics)).toEqual([['runs', 'run:1']])
  newest().onopen?.()
  expect(stream.current().state).toBe('live')
  expect(run.onFollowing).toHaveBeenCalledOnce()
  newest().say({ topic: 'run:1', seq: 1 }, 'a')
  newest().say({ topic: 'run:1', seq: 2 }, 'b')
  newest().say({ topic: 'runs' }, 'c')
  await pass(100)
  expect(run.onMessages.mock.calls.map(([messages]) => messages.map((message) => message.seq))).toEqual([[1, 2]])
  expect(runs.onMessages).toHaveBeenCalledOnce()
})

test('opens the stream anew for other topics, from where it was, and tells who is new that it is followed', async () => {
  const stream = aStream()
  const [runs, run] = [aListener(), aListener()]
  stream.subscribe('runs', runs)
  await pass(0)
  newest().onopen?.()
  newest().say({ topic: 'runs' }, 'here')
  const leave = stream.subscribe('run:1', run)
  await pass(0)
  expect(sources).toHaveLength(2)
  expect(sources[0]?.isClosed).toBe(true)
  expect(newest()).toMatchObject({ topics: ['runs', 'run:1'], after: 'here' })
  newest().onopen?.()
  expect([runs.onFollowing.mock.calls.length, run.onFollowing.mock.calls.length]).toEqual([1, 1])
  leave()
  await pass(0)
  expect(newest().topics).toEqual(['runs'])
})

test('keeps the stream where a page leaves a topic that the next one follows as well', async () => {
  const stream = aStream()
  const leave = stream.subscribe('runs', aListener())
  await pass(0)
  newest().onopen?.()
  leave()
  const next = aListener()
  stream.subscribe('runs', next)
  await pass(0)
  expect(sources).toHaveLength(1)
  expect(sources[0]?.isClosed).toBe(false)
})

test('is lost, tries again, and goes on from where it was', async () => {
  const stream = aStream()
  stream.subscribe('runs', aListener())
  await pass(0)
  newest().onopen?.()
  newest().say({ topic: 'runs' }, 'here')
  newest().onerror?.()
  expect(stream.current().state).toBe('lost')
  await pass(1000)
  expect(newest().after).toBe('here')
  newest().onopen?.()
  expect(stream.current().state).toBe('live')
})

test('polls after three failures, and streams again once the server is back', async () => {
  const stream = aStream()
  const runs = aListener()
  stream.subscribe('runs', runs)
  await pass(0)
  for (let failure = 0; failure < 3; failure += 1) {
    newest().onerror?.()
    await pass(1000)
  }
  expect(sources).toHaveLength(3)
  expect(polled.length).toBeGreaterThan(0)
  expect(stream.current().state).toBe('lost')
  answers = () => Promise.resolve({ cursor: 'polled', messages: [{ topic: 'runs', seq: 7 }] })
  await pass(5100)
  expect(runs.onMessages).toHaveBeenCalledWith([{ topic: 'runs', seq: 7 }])
  expect(sources).toHaveLength(4)
  expect(newest().after).toBe('polled')
  newest().onopen?.()
  expect(stream.current().state).toBe('live')
})

test('goes on polling where streams never come through, and tries one now and then', async () => {
  const stream = aStream()
  answers = () => Promise.resolve({ cursor: 'polled', messages: [] })
  stream.subscribe('runs', aListener())
  await pass(0)
  const fail = () => {
    for (const source of sources) if (!source.isClosed) source.onerror?.()
  }
  for (let second = 0; second < 60; second += 1) {
    fail()
    await pass(1000)
  }
  expect(stream.current().state).toBe('polling')
  expect(polled.length).toBeGreaterThan(8)
  expect(sources.length).toBeGreaterThan(4)
  expect(sources.length).toBeLessThan(10)
})

test('polls without ever opening a stream while the other tabs hold all of them', async () => {
  mayStream = false
  answers = () => Promise.resolve({ cursor: 'polled', messages: [] })
  const stream = aStream()
  const runs = aListener()
  stream.subscribe('runs', runs)
  await pass(60_000)
  expect(sources).toHaveLength(0)
  expect(stream.current().state).toBe('polling')
  expect(runs.onFollowing).toHaveBeenCalledOnce()
  mayStream = true
  stream.surroundingsChanged()
  await pass(0)
  expect(newest()).toMatchObject({ topics: ['runs'], after: 'polled' })
})

test('gives its connection back while it is hidden, and asks for what it missed afterwards', async () => {
  const stream = aStream()
  stream.subscribe('runs', aListener())
  await pass(0)
  newest().onopen?.()
  newest().say({ topic: 'runs' }, 'here')
  isVisible = false
  stream.surroundingsChanged()
  expect(newest().isClosed).toBe(true)
  expect(stream.current().state).toBe('idle')
  await pass(60_000)
  expect(sources).toHaveLength(1)
  expect(polled).toHaveLength(0)
  isVisible = true
  stream.surroundingsChanged()
  await pass(0)
  expect(newest().after).toBe('here')
})

test('passes over what is no message', async () => {
  const stream = aStream()
  const runs = aListener()
  stream.subscribe('runs', runs)
  await pass(0)
  newest().onopen?.()
  newest().say({ text: 'no topic' } as unknown as Message, 'x')
  await pass(200)
  expect(runs.onMessages).not.toHaveBeenCalled()
})
