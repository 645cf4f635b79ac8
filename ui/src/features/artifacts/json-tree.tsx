import { useState } from 'react'
import type { Json } from '@/api/models'

const OPEN_DEPTH = 2
const MOST = 100

/** A JSON value as a tree: lists and objects fold. */
export function JsonTree({ value }: { value: Json }) {
  return (
    <div className="overflow-auto p-4 font-mono text-mono">
      <Node value={value} depth={0} />
    </div>
  )
}

function Node({ name, value, depth }: { name?: string; value: Json; depth: number }) {
  const [most, setMost] = useState(MOST)
  const label = name === undefined ? null : <span className="text-ink-3">{`${name}: `}</span>
  if (value === null || typeof value !== 'object') {
    return (
      <div className="break-words pl-4">
        {label}
        <Leaf value={value} />
      </div>
    )
  }
  const isArray = Array.isArray(value)
  const entries = Object.entries(value) as [string, Json][]
  return (
    <details open={depth < OPEN_DEPTH}>
      <summary className="rounded-chip hover:bg-hover">
        {label}
        <span className="text-ink-3">{isArray ? `[${entries.length}]` : `{${entries.length}}`}</span>
      </summary>
      <div className="ml-2 border-border border-l pl-2">
        {entries.slice(0, most).map(([key, item]) => (
          <Node key={key} name={key} value={item} depth={depth + 1} />
        ))}
        {entries.length > most && (
          <button type="button" className="pl-4 text-accent hover:underline" onClick={() => setMost(most + 1000)}>
            {`${entries.length - most} more`}
          </button>
        )}
      </div>
    </details>
  )
}

function Leaf({ value }: { value: string | number | boolean | null }) {
  if (typeof value === 'string') return <span className="text-succeeded">{JSON.stringify(value)}</span>
  if (typeof value === 'number') return <span className="text-running">{String(value)}</span>
  return <span className="text-paused">{String(value)}</span>
}
