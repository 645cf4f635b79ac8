import { Outlet, useRouterState } from '@tanstack/react-router'
import { useAppliedTheme } from '@/lib/theme'
import { Shell } from './shell'

/** What is around every page: the shell, and nothing where somebody signs in. */
export function Frame() {
  useAppliedTheme()
  const isOutside = useRouterState({ select: ({ location }) => location.pathname === '/login' })
  return isOutside ? <Outlet /> : <Shell />
}
