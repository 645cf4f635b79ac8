import { createRoute } from '@tanstack/react-router'
import { readCompareSearch, writeCompareSearch } from '@/features/compare/compare-search'
import { lazyPage } from './lazy-page'
import { rootRoute } from './root'

export const compareRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/compare',
  validateSearch: (raw: Record<string, unknown>) => writeCompareSearch(readCompareSearch(raw)),
  component: lazyPage(() => import('@/features/compare/compare-page'), 'ComparePage'),
})
