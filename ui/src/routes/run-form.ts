import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import { readFormSearch } from '@/features/run-form/form-search'
import { rootRoute } from './root'

export const runFormRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/runs/new',
  validateSearch: readFormSearch,
  component: lazyRouteComponent(() => import('@/features/run-form/run-form-page'), 'RunFormPage'),
})
