import { createRoute } from '@tanstack/react-router'
import { readRunSearch } from '@/features/runs/run-search'
import { lazyPage } from './lazy-page'
import { rootRoute } from './root'

export const runsRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/runs',
  validateSearch: readRunSearch,
  component: lazyPage(() => import('@/features/runs/runs-page'), 'RunsPage'),
})
