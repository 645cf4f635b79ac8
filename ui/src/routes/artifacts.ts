import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import { readArtifactPageSearch, readArtifactSearch } from '@/features/artifacts/artifact-search'
import { rootRoute } from './root'

export const artifactsRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/artifacts',
  validateSearch: readArtifactSearch,
  component: lazyRouteComponent(() => import('@/features/artifacts/artifacts-page'), 'ArtifactsPage'),
})

export const artifactRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/artifacts/$id',
  validateSearch: readArtifactPageSearch,
  component: lazyRouteComponent(() => import('@/features/artifacts/artifact-page'), 'ArtifactPage'),
})
