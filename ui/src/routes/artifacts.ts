import { createRoute } from '@tanstack/react-router'
import { readArtifactPageSearch, readArtifactSearch } from '@/features/artifacts/artifact-search'
import { lazyPage } from './lazy-page'
import { rootRoute } from './root'

export const artifactsRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/artifacts',
  validateSearch: readArtifactSearch,
  component: lazyPage(() => import('@/features/artifacts/artifacts-page'), 'ArtifactsPage'),
})

export const artifactRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/artifacts/$id',
  validateSearch: readArtifactPageSearch,
  component: lazyPage(() => import('@/features/artifacts/artifact-page'), 'ArtifactPage'),
})
