/**
 * Keyboard shortcuts that register themselves: whatever is on the page is in the table, so the `?` help is always true.
 *
 * A key is written as it is pressed: `r`, `Shift N`, `Mod k` (Ctrl, or ⌘ on a Mac), `g p` for two keys in a row.
 */
import { useEffect, useRef, useSyncExternalStore } from 'react'

export interface Shortcut {
  keys: string
  label: string
  /** The heading under which the help lists it. */
  group: string
}

interface Entry extends Shortcut {
  run: (event: KeyboardEvent) => void
  /** Whether it also works while typing in a field. */
  inFields: boolean
}

const SEQUENCE_MILLISECONDS = 1200

const entries = new Set<Entry>()
const watchers = new Set<() => void>()
let table: readonly Shortcut[] = []
let lead = { key: '', at: 0 }

/** Register a shortcut while the component is mounted. The last one registered for a key wins. */
export function useShortcut(
  keys: string,
  label: string,
  run: (event: KeyboardEvent) => void,
  options: { group?: string; isEnabled?: boolean; inFields?: boolean } = {},
): void {
  const { group = 'This page', isEnabled = true, inFields = false } = options
  const latest = useRef(run)
  useEffect(() => {
    latest.current = run
  })
  useEffect(() => {
    if (!isEnabled) return
    return register({ keys, label, group, inFields, run: (event) => latest.current(event) })
  }, [keys, label, group, isEnabled, inFields])
}

export function useShortcutTable(): readonly Shortcut[] {
  return useSyncExternalStore(
    (listener) => {
      watchers.add(listener)
      return () => watchers.delete(listener)
    },
    () => table,
  )
}

export function register(entry: Entry): () => void {
  entries.add(entry)
  changed()
  return () => {
    entries.delete(entry)
    changed()
  }
}

/** Do what a shortcut of the table does, as if its keys were pressed. */
export function runShortcut(keys: string): void {
  find(keys, false)?.run(new KeyboardEvent('keydown'))
}

/** Run what a key press stands for; return whether something did. */
export function press(event: KeyboardEvent, now: number = performance.now()): boolean {
  if (event.defaultPrevented || event.isComposing) return false
  const key = nameOf(event)
  const sequence = now - lead.at < SEQUENCE_MILLISECONDS ? `${lead.key} ${key}` : ''
  const isTyping = isField(event.target)
  const found = find(sequence, isTyping) ?? find(key, isTyping)
  lead = { key: '', at: 0 }
  if (found) {
    event.preventDefault()
    found.run(event)
    return true
  }
  if (!isTyping && [...entries].some((entry) => entry.keys.startsWith(`${key} `))) lead = { key, at: now }
  return false
}

export function listen(): () => void {
  const onKeyDown = (event: KeyboardEvent) => void press(event)
  window.addEventListener('keydown', onKeyDown)
  return () => window.removeEventListener('keydown', onKeyDown)
}

/** The keys as they are printed on this keyboard. */
export function printed(keys: string): string[] {
  return keys
    .split(' ')
    .map((key) => (key === 'Mod' ? (isMac() ? '⌘' : 'Ctrl') : key.length === 1 ? key.toUpperCase() : key))
}

function find(keys: string, isTyping: boolean): Entry | undefined {
  if (!keys) return undefined
  return [...entries].reverse().find((entry) => entry.keys === keys && (!isTyping || entry.inFields))
}

function nameOf(event: KeyboardEvent): string {
  const key = event.key === ' ' ? 'Space' : event.key
  const mod = isMac() ? event.metaKey : event.ctrlKey
  const parts = [mod ? 'Mod' : '', event.altKey ? 'Alt' : '']
  // A sign that needs Shift is the sign itself; letters and named keys say Shift.
  const isNamed = key.length > 1 || key.toLowerCase() !== key.toUpperCase()
  if (event.shiftKey && isNamed) parts.push('Shift')
  parts.push(key.length === 1 && !(event.shiftKey && isNamed) ? key.toLowerCase() : key)
  return parts.filter(Boolean).join(' ')
}

export function isField(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement &&
    (target.isContentEditable || ['INPUT', 'TEXTAREA', 'SELECT'].includes(target.tagName)) &&
    !(target instanceof HTMLInputElement && ['checkbox', 'radio', 'button'].includes(target.type))
  )
}

function isMac(): boolean {
  return /Mac|iPhone|iPad/.test(navigator.platform)
}

function changed(): void {
  const seen = new Map<string, Shortcut>()
  for (const { keys, label, group } of entries) seen.set(keys, { keys, label, group })
  table = [...seen.values()]
  for (const watcher of watchers) watcher()
}
