/** Theme, density and time zone: chosen in the settings, remembered by the browser, on the root element before paint. */
import { useEffect, useSyncExternalStore } from 'react'
import { useStored } from './storage'

export type Theme = 'system' | 'light' | 'dark'
export type Density = 'comfortable' | 'compact'

const DARK = '(prefers-color-scheme: dark)'

export const useTheme = () => useStored<Theme>('theme', 'system')
export const useDensity = () => useStored<Density>('density', 'comfortable')
/** A name of the time zone database, or "" for the browser's. */
export const useTimeZone = () => useStored<string>('timeZone', '')

/** Keep the root element's theme and density as chosen; used once, at the root. */
export function useAppliedTheme(): void {
  const [theme] = useTheme()
  const [density] = useDensity()
  const isDark = useSystemIsDark()
  useEffect(() => {
    document.documentElement.dataset.theme = theme === 'system' ? (isDark ? 'dark' : 'light') : theme
    document.documentElement.dataset.density = density
    for (const listener of watchers) listener()
  }, [theme, density, isDark])
}

const watchers = new Set<() => void>()

/** The theme that is shown; canvases draw anew when it changes. */
export function useShownTheme(): 'light' | 'dark' {
  return useSyncExternalStore(
    (listener) => {
      watchers.add(listener)
      return () => watchers.delete(listener)
    },
    () => (document.documentElement.dataset.theme === 'dark' ? 'dark' : 'light'),
  )
}

/** The value of a colour token, for canvases: `token('state-running')`. */
export function token(name: string): string {
  return getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim()
}

function useSystemIsDark(): boolean {
  return useSyncExternalStore(
    (listener) => {
      const query = matchMedia(DARK)
      query.addEventListener('change', listener)
      return () => query.removeEventListener('change', listener)
    },
    () => matchMedia(DARK).matches,
  )
}
