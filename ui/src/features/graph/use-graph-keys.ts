import { type KeyboardEvent, useEffect, useRef } from 'react'
import type { Box, Layout } from '@/graph/layout'
import { containers, isGroup, type Structure, standIn } from '@/graph/structure'
import { type Arrow, walk } from '@/graph/walk'
import { useShortcut } from '@/lib/shortcuts'
import type { ZoomControls } from './use-zoom'

interface KeyContext {
  structure: Structure
  layout: Layout | null
  zoom: ZoomControls
  boxes: ReadonlyMap<string, Box>
  open: ReadonlySet<string>
  failed: readonly string[]
  /** The node where the keyboard is. */
  cursor: string | null
  goTo: (id: string, isEntered: boolean) => void
  toggle: (id: string) => void
  actions: {
    fit: () => void
    find: () => void
    turn: () => void
    toggleChips: (() => void) | null
    toggleGroups: (() => void) | null
    /** Undo the last step of looking closer; return whether there was one. */
    back: () => boolean
  }
}

const GROUP = 'Graph'

/** The keys of a graph. Arrows work while the focus is in the graph or nowhere. */
export function useGraphKeys(context: KeyContext): (event: KeyboardEvent | globalThis.KeyboardEvent) => void {
  const { layout, structure, zoom, boxes, failed, cursor, goTo, actions } = context
  const option = (isEnabled = true) => ({ group: GROUP, isEnabled })
  useShortcut('f', 'Fit the graph into the window', actions.fit, option())
  useShortcut('0', 'Full size', () => zoom.scaleTo(1), option())
  useShortcut('+', 'Zoom in', () => zoom.scaleBy(1.4), option())
  useShortcut('-', 'Zoom out', () => zoom.scaleBy(1 / 1.4), option())
  useShortcut('/', 'Find a task', actions.find, option())
  useShortcut('t', 'Turn the graph', actions.turn, option())
  useShortcut(
    'a',
    'Show what travels along the edges',
    () => actions.toggleChips?.(),
    option(actions.toggleChips !== null),
  )
  useShortcut('g g', 'Open or close all groups', () => actions.toggleGroups?.(), option(actions.toggleGroups !== null))
  useShortcut(
    '.',
    'Centre the selected task',
    () => {
      const box = cursor === null ? undefined : boxes.get(standIn(structure, cursor, context.open))
      if (box) zoom.centre(box)
    },
    option(),
  )
  const step = (sign: 1 | -1) => {
    const at = cursor === null ? -1 : failed.indexOf(cursor)
    const next = failed[(at + sign + failed.length) % failed.length] ?? failed[0]
    if (next) goTo(next, true)
  }
  useShortcut('n', 'The next failed task', () => step(1), option(failed.length > 0))
  useShortcut('Shift N', 'The failed task before', () => step(-1), option(failed.length > 0))

  const follow = (arrow: Arrow, from: string | null): boolean => {
    const next = layout && walk(layout, (id) => ends(structure, id, context.open), from, arrow)
    if (next) goTo(next, false)
    return layout !== null
  }
  /** Do what a key stands for; return whether it stands for something. */
  const press = (key: string, here: string | null): boolean => {
    if (isArrow(key)) return follow(key, here)
    if (key === 'Escape') return actions.back()
    if (here === null) return false
    if (key === 'Enter') goTo(here, true)
    else if (key === ' ' && isGroup(structure, here)) context.toggle(here)
    else return false
    return true
  }
  const onKeyDown = (event: KeyboardEvent | globalThis.KeyboardEvent) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return
    if (press(event.key, cursor ?? focused(event.target))) event.preventDefault()
  }
  useKeysOfNobody(onKeyDown)
  return onKeyDown
}

/** Keys that are pressed while nothing has the focus belong to the graph. */
function useKeysOfNobody(onKeyDown: (event: globalThis.KeyboardEvent) => void): void {
  const latest = useRef(onKeyDown)
  useEffect(() => {
    latest.current = onKeyDown
  })
  useEffect(() => {
    const listener = (event: globalThis.KeyboardEvent) => {
      if (event.target === document.body) latest.current(event)
    }
    window.addEventListener('keydown', listener)
    return () => window.removeEventListener('keydown', listener)
  }, [])
}

/** The edges of a node; behind the last one of a group those of the group. */
function ends(structure: Structure, id: string, open: ReadonlySet<string>) {
  const places = open.has(id) ? [id] : [id, ...containers(structure, id)]
  const outgoing = places.map((place) => structure.outgoing.get(place) ?? []).find((edges) => edges.length > 0)
  return { outgoing: outgoing ?? [], incoming: structure.incoming.get(id) ?? [] }
}

/** The node that the focus came to by Tab, before any arrow was pressed. */
function focused(target: EventTarget | null): string | null {
  return target instanceof HTMLElement ? (target.dataset.node ?? null) : null
}

function isArrow(key: string): key is Arrow {
  return key === 'ArrowLeft' || key === 'ArrowRight' || key === 'ArrowUp' || key === 'ArrowDown'
}
