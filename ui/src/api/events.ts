/**
 * Changes from the server: one stream per tab, open only while the tab is looked at, shared by every topic.
 *
 * A browser opens six connections to a server for all its tabs; a hidden tab therefore gives its own back, and asks for
 * what it missed when it is looked at again. A stream that is lost is opened again; after three failures it is polled.
 */
import { grouped } from '@/domain/grouped'

export interface Message {
  topic: string
  [field: string]: unknown
}

/** How the data of this page come in. */
export interface Connection {
  state: 'idle' | 'connecting' | 'live' | 'lost' | 'polling'
  /** When the server was last heard, in milliseconds; null before. */
  heardAt: number | null
}

/** The part of an EventSource that is used. */
export interface Source {
  onopen: (() => void) | null
  onerror: (() => void) | null
  addEventListener(type: string, listener: (event: { data: string; lastEventId: string }) => void): void
  close(): void
}

/** What the stream needs of its surroundings. */
export interface Surroundings {
  open(topics: readonly string[], after: string): Source
  poll(topics: readonly string[], after: string): Promise<{ cursor: string; messages: Message[] }>
  isVisible(): boolean
  /** Whether a connection may be held open; if not, changes are asked for now and then. */
  mayStream(): boolean
  now(): number
  later(milliseconds: number, run: () => void): () => void
}

export interface Listener {
  /** Messages of the topic, those of a tenth of a second together. */
  onMessages: (messages: Message[]) => void
  /** The topic is being followed from now on: read what may have changed before. */
  onFollowing?: () => void
}

const BATCH = 100
const AGAIN = 1000
const POLL = 5000
const FAILURES = 3
const POLLS_BEFORE_STREAM = 6

export class EventStream {
  private readonly topics = new Map<string, Set<Listener>>()
  private readonly watchers = new Set<() => void>()
  private source: Source | null = null
  private followed = new Set<string>()
  private cursor = ''
  private failures = 0
  private polls = 0
  private waiting: Message[] = []
  private cancelBatch: (() => void) | null = null
  private cancelNext: (() => void) | null = null
  private cancelReopen: (() => void) | null = null
  private connection: Connection = { state: 'idle', heardAt: null }
  private readonly around: Surroundings

  constructor(around: Surroundings) {
    this.around = around
  }

  /** Follow a topic until the returned function is called. */
  subscribe(topic: string, listener: Listener): () => void {
    const listeners = this.topics.get(topic) ?? new Set()
    const isNew = listeners.size === 0
    this.topics.set(topic, listeners.add(listener))
    if (isNew) this.reopenSoon()
    else if (this.followed.has(topic)) listener.onFollowing?.()
    return () => {
      listeners.delete(listener)
      if (listeners.size > 0) return
      this.topics.delete(topic)
      this.reopenSoon()
    }
  }

  watch(watcher: () => void): () => void {
    this.watchers.add(watcher)
    return () => this.watchers.delete(watcher)
  }

  current(): Connection {
    return this.connection
  }

  /** The tab was shown or hidden, or may hold a connection from now on. */
  surroundingsChanged(): void {
    if (this.around.isVisible()) this.reopenSoon()
    else this.stop()
  }

  /** Pages change their topics in several steps; the stream is opened once, after the last. */
  private reopenSoon(): void {
    this.cancelReopen?.()
    this.cancelReopen = this.around.later(0, () => {
      this.cancelReopen = null
      const wanted = [...this.topics.keys()]
      const isSame = wanted.length === this.followed.size && wanted.every((topic) => this.followed.has(topic))
      if (this.source && isSame) return
      this.failures = 0
      this.connect()
    })
  }

  private connect(): void {
    const topics = [...this.topics.keys()]
    if (topics.length === 0 || !this.around.isVisible()) {
      this.stop()
      return
    }
    this.halt()
    if (!this.around.mayStream()) {
      this.pollLater(0)
      return
    }
    if (this.connection.state !== 'lost' && this.connection.state !== 'polling') this.become('connecting')
    const source = this.around.open(topics, this.cursor)
    this.source = source
    source.onopen = () => this.opened(topics)
    source.onerror = () => this.failed()
    source.addEventListener('change', (event) => this.received(event.data, event.lastEventId))
  }

  private opened(topics: readonly string[]): void {
    this.failures = 0
    this.become('live')
    this.follow(topics)
  }

  private follow(topics: readonly string[]): void {
    const before = this.followed
    this.followed = new Set(topics)
    for (const topic of topics) {
      if (before.has(topic) && this.cursor) continue
      for (const listener of this.topics.get(topic) ?? []) listener.onFollowing?.()
    }
  }

  private failed(): void {
    this.failures += 1
    this.closeSource()
    this.become(this.connection.state === 'polling' ? 'polling' : 'lost')
    if (this.failures < FAILURES) this.next(AGAIN, () => this.connect())
    else this.pollLater(0)
  }

  private pollLater(milliseconds: number): void {
    this.next(milliseconds, () => {
      this.polls += 1
      if (this.polls % POLLS_BEFORE_STREAM === 0) this.connect()
      else void this.poll()
    })
  }

  private async poll(): Promise<void> {
    const topics = [...this.topics.keys()]
    try {
      const { cursor, messages } = await this.around.poll(topics, this.cursor)
      const isBack = this.connection.state === 'lost' && this.around.mayStream()
      this.cursor = cursor
      this.become('polling')
      this.follow(topics)
      this.take(messages)
      if (isBack) {
        this.connect()
        return
      }
    } catch {
      this.become('lost')
    }
    if (this.topics.size > 0 && this.around.isVisible()) this.pollLater(POLL)
  }

  private received(data: string, cursor: string): void {
    if (cursor) this.cursor = cursor
    const message: unknown = JSON.parse(data)
    if (isMessage(message)) this.take([message])
    this.become('live')
  }

  private take(messages: Message[]): void {
    this.waiting.push(...messages)
    if (this.waiting.length > 0) this.cancelBatch ??= this.around.later(BATCH, () => this.flush())
  }

  private flush(): void {
    this.cancelBatch = null
    const byTopic = grouped(this.waiting, (message) => message.topic)
    this.waiting = []
    for (const [topic, messages] of byTopic) {
      for (const listener of [...(this.topics.get(topic) ?? [])]) listener.onMessages(messages)
    }
  }

  private next(milliseconds: number, run: () => void): void {
    this.cancelNext?.()
    this.cancelNext = this.around.later(milliseconds, () => {
      this.cancelNext = null
      run()
    })
  }

  private closeSource(): void {
    this.source?.close()
    this.source = null
  }

  private halt(): void {
    this.closeSource()
    this.cancelNext?.()
    this.cancelNext = null
  }

  private stop(): void {
    this.halt()
    if (this.connection.state !== 'lost') this.become('idle')
  }

  private become(state: Connection['state']): void {
    const isHeard = state === 'live' || state === 'polling'
    const heardAt = isHeard ? this.around.now() : this.connection.heardAt
    const isSame = state === this.connection.state
    this.connection = { state, heardAt }
    if (!isSame) for (const watcher of this.watchers) watcher()
  }
}

function isMessage(value: unknown): value is Message {
  return typeof value === 'object' && value !== null && 'topic' in value && typeof value.topic === 'string'
}
