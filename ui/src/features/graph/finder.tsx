import { ChevronDown, ChevronUp, X } from 'lucide-react'
import { type KeyboardEvent, useMemo, useState } from 'react'
import { IconButton } from '@/components/ui/button'
import type { Structure } from '@/graph/structure'
import type { Decoration } from './decoration'

interface FinderProps {
  structure: Structure
  decorations: ReadonlyMap<string, Decoration>
  onGo: (id: string) => void
  onEnter: (id: string) => void
  onClose: () => void
}

/** Find a node by its name and step through what fits. */
export function Finder({ structure, decorations, onGo, onEnter, onClose }: FinderProps) {
  const [text, setText] = useState('')
  const [at, setAt] = useState(0)
  const hits = useMemo(() => {
    const wanted = text.trim().toLowerCase()
    if (!wanted) return []
    return structure.nodes.filter((node) => (decorations.get(node.id)?.title ?? node.id).toLowerCase().includes(wanted))
  }, [structure, decorations, text])
  const go = (to: number) => {
    const next = (to + hits.length) % Math.max(1, hits.length)
    const hit = hits[next]
    setAt(next)
    if (hit) onGo(hit.id)
  }
  const onKeyDown = (event: KeyboardEvent) => {
    event.stopPropagation()
    const hit = hits[at]
    if (event.key === 'Escape') onClose()
    else if (event.key === 'ArrowDown' || (event.key === 'Enter' && !event.shiftKey && hits.length > 1)) go(at + 1)
    else if (event.key === 'ArrowUp' || (event.key === 'Enter' && event.shiftKey)) go(at - 1)
    else if (event.key === 'Enter' && hit) onEnter(hit.id)
    else return
    event.preventDefault()
  }
  const change = (value: string) => {
    setText(value)
    setAt(0)
    const wanted = value.trim().toLowerCase()
    const first =
      wanted &&
      structure.nodes.find((node) => (decorations.get(node.id)?.title ?? node.id).toLowerCase().includes(wanted))
    if (first) onGo(first.id)
  }
  return (
    <search
      data-graph-control
      className="absolute top-3 left-1/2 z-10 flex h-9 -translate-x-1/2 items-center gap-1 rounded-control border border-border bg-surface pr-1 pl-3 shadow-raised"
    >
      <input
        // biome-ignore lint/a11y/noAutofocus: it was asked for by a key
        autoFocus
        aria-label="Find a task"
        placeholder="Find a task"
        value={text}
        onChange={(event) => change(event.target.value)}
        onKeyDown={onKeyDown}
        className="w-56 bg-transparent outline-none placeholder:text-ink-3"
      />
      <span className="min-w-14 text-right text-dense text-ink-3" aria-live="polite">
        {text.trim() && (hits.length ? `${at + 1} of ${hits.length}` : 'none')}
      </span>
      <IconButton
        label="The one before"
        shortcut="Shift Enter"
        icon={<ChevronUp size={14} />}
        onClick={() => go(at - 1)}
      />
      <IconButton label="The next one" shortcut="Enter" icon={<ChevronDown size={14} />} onClick={() => go(at + 1)} />
      <IconButton label="Close" shortcut="Esc" icon={<X size={14} />} onClick={onClose} />
    </search>
  )
}
