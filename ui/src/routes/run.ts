import { createRoute } from '@tanstack/react-router'
import { readRunPageSearch } from '@/features/run/run-search'
import { lazyPage } from './lazy-page'
import { rootRoute } from './root'

export const runRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/runs/$rid',
  validateSearch: readRunPageSearch,
  component: lazyPage(() => import('@/features/run/run-page'), 'RunPage'),
})
