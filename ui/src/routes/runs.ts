import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import { readRunSearch } from '@/features/runs/run-search'
import { rootRoute } from './root'

export const runsRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/runs',
  validateSearch: readRunSearch,
  component: lazyRouteComponent(() => import('@/features/runs/runs-page'), 'RunsPage'),
})
