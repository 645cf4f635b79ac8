import { createRoute } from '@tanstack/react-router'
import { lazyPage } from './lazy-page'
import { rootRoute } from './root'

export const settingsRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/settings',
  component: lazyPage(() => import('@/features/settings/settings-page'), 'SettingsPage'),
})
