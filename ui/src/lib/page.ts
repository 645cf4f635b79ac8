/** The title and the icon of the browser's tab: they carry the state of what is open. */
import { useEffect } from 'react'
import type { Tone } from '@/domain/states'
import { token, useShownTheme } from './theme'

const SIGNS: Record<Tone, string> = {
  pending: '○',
  running: '◐',
  succeeded: '✓',
  cached: '✓',
  failed: '✕',
  skipped: '⊘',
  canceled: '■',
  retrying: '↻',
  paused: '‖',
}

/** `usePage('train-fraud #128', { section: 'Runs', tone: 'running' })` → "◐ train-fraud #128 · Runs". */
export function usePage(title: string, options: { section?: string; tone?: Tone } = {}): void {
  const { section, tone } = options
  const theme = useShownTheme()
  useEffect(() => {
    const sign = tone ? `${SIGNS[tone]} ` : ''
    document.title = `${sign}${title}${section ? ` · ${section}` : ''} · Penstock`
  }, [title, section, tone])
  // biome-ignore lint/correctness/useExhaustiveDependencies: the colours follow the theme
  useEffect(() => {
    const link = document.getElementById('favicon')
    if (link instanceof HTMLLinkElement) link.href = icon(tone ? token(`state-${tone}`) : '')
  }, [tone, theme])
}

function icon(dot: string): string {
  const accent = token('accent') || '#4f46e5'
  const mark = `<path d="M16 2 30 16 16 30 2 16Z" fill="${accent}"/>`
  const state = dot ? `<circle cx="23" cy="23" r="9" fill="${dot}" stroke="white" stroke-width="2"/>` : ''
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32">${mark}${state}</svg>`
  return `data:image/svg+xml,${encodeURIComponent(svg)}`
}
