/** Every page of the application: one line each. */
import { createRouter } from '@tanstack/react-router'
import { PageError } from '@/features/shell/page-error'
import { parseSearch, stringifySearch } from '@/lib/search-params'
import { artifactRoute, artifactsRoute } from './artifacts'
import { compareRoute } from './compare'
import { experimentRoute, experimentsRoute } from './experiments'
import { homeRoute } from './home'
import { pipelineRoute, pipelinesRoute, uploadRoute } from './pipelines'
import { type RouterContext, rootRoute } from './root'
import { runRoute } from './run'
import { runFormRoute } from './run-form'
import { runsRoute } from './runs'
import { settingsRoute } from './settings'

const tree = rootRoute.addChildren([
  homeRoute,
  pipelinesRoute,
  uploadRoute,
  pipelineRoute,
  runFormRoute,
  experimentsRoute,
  experimentRoute,
  runsRoute,
  runRoute,
  artifactsRoute,
  artifactRoute,
  compareRoute,
  settingsRoute,
])

export function createAppRouter({ queryClient, basepath }: RouterContext & { basepath: string }) {
  return createRouter({
    routeTree: tree,
    basepath,
    context: { queryClient },
    parseSearch,
    stringifySearch,
    defaultPreload: 'intent',
    defaultPreloadStaleTime: 0,
    defaultErrorComponent: PageError,
    scrollRestoration: true,
  })
}

declare module '@tanstack/react-router' {
  interface Register {
    router: ReturnType<typeof createAppRouter>
  }
}
