import { createRoute } from '@tanstack/react-router'
import { readRunPageSearch } from '@/features/run/run-search'
import { lazyPage } from './lazy-page'
import { rootRoute } from './root'

export const runRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/runs/$rid',
  validateSearch: readRunPageSearch,
  loaderDeps: ({ search }) => ({ view: search.view }),
  loader: ({ context, params, deps, cause }) => {
    if (cause !== 'enter') return
    const hasGraph = deps.view === undefined || deps.view === 'graph'
    void import('@/api/run-ahead').then(({ readAhead }) => readAhead(context.queryClient, params.rid, hasGraph))
  },
  component: lazyPage(() => import('@/features/run/run-page'), 'RunPage'),
})
