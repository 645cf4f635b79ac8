/** Every page of the application: one line each. */
import { createRouter } from '@tanstack/react-router'
import { PageError } from '@/features/shell/page-error'
import { parseSearch, stringifySearch } from '@/lib/search-params'
import { artifactRoute, artifactsRoute } from './artifacts'
import { compareRoute } from './compare'
import { experimentRoute, experimentsRoute } from './experiments'
import { homeRoute } from './home'
import { loginRoute } from './login'
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
  loginRoute,
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

/** Lead to the page where one signs in, and from there back to where one was. */
export function askToSignIn(router: ReturnType<typeof createAppRouter>): void {
  const { pathname, searchStr } = router.latestLocation
  if (pathname === loginRoute.fullPath) return
  void router.navigate({ to: '/login', search: { to: pathname + searchStr }, replace: true })
}

declare module '@tanstack/react-router' {
  interface Register {
    router: ReturnType<typeof createAppRouter>
  }
}
