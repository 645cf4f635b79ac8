import { createRoute } from '@tanstack/react-router'
import { readLoginSearch } from '@/features/login/login-search'
import { lazyPage } from './lazy-page'
import { rootRoute } from './root'

export const loginRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/login',
  validateSearch: readLoginSearch,
  component: lazyPage(() => import('@/features/login/login-page'), 'LoginPage'),
})
