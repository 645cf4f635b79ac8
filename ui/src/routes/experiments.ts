import { createRoute } from '@tanstack/react-router'
import { readExperimentsSearch } from '@/features/experiments/experiment-search'
import { readRunSearch } from '@/features/runs/run-search'
import { lazyPage } from './lazy-page'
import { rootRoute } from './root'

export const experimentsRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/experiments',
  validateSearch: readExperimentsSearch,
  component: lazyPage(() => import('@/features/experiments/experiments-page'), 'ExperimentsPage'),
})

export const experimentRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/experiments/$id',
  validateSearch: readRunSearch,
  component: lazyPage(() => import('@/features/experiments/experiment-page'), 'ExperimentPage'),
})
