import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import { readRunPageSearch } from '@/features/run/run-search'
import { rootRoute } from './root'

export const runRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/runs/$rid',
  validateSearch: readRunPageSearch,
  component: lazyRouteComponent(() => import('@/features/run/run-page'), 'RunPage'),
})
