import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import { readPipelineSearch, readPipelinesSearch } from '@/features/pipelines/pipeline-search'
import { rootRoute } from './root'

export const pipelinesRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/pipelines',
  validateSearch: readPipelinesSearch,
  component: lazyRouteComponent(() => import('@/features/pipelines/pipelines-page'), 'PipelinesPage'),
})

export const uploadRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/pipelines/upload',
  component: lazyRouteComponent(() => import('@/features/pipelines/upload-page'), 'UploadPage'),
})

export const pipelineRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/pipelines/$id',
  validateSearch: readPipelineSearch,
  component: lazyRouteComponent(() => import('@/features/pipelines/pipeline-page'), 'PipelinePage'),
})
