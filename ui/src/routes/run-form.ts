import { createRoute } from '@tanstack/react-router'
import { readFormSearch } from '@/features/run-form/form-search'
import { lazyPage } from './lazy-page'
import { rootRoute } from './root'

export const runFormRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/runs/new',
  validateSearch: readFormSearch,
  component: lazyPage(() => import('@/features/run-form/run-form-page'), 'RunFormPage'),
})
