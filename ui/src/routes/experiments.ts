import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import { readExperimentSearch, readExperimentsSearch } from '@/features/experiments/experiment-search'
import { rootRoute } from './root'

export const experimentsRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/experiments',
  validateSearch: readExperimentsSearch,
  component: lazyRouteComponent(() => import('@/features/experiments/experiments-page'), 'ExperimentsPage'),
})

export const experimentRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/experiments/$id',
  validateSearch: readExperimentSearch,
  component: lazyRouteComponent(() => import('@/features/experiments/experiment-page'), 'ExperimentPage'),
})
