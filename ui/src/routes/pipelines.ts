import { createRoute } from '@tanstack/react-router'
import { readPipelineSearch, readPipelinesSearch } from '@/features/pipelines/pipeline-search'
import { lazyPage } from './lazy-page'
import { rootRoute } from './root'

export const pipelinesRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/pipelines',
  validateSearch: readPipelinesSearch,
  component: lazyPage(() => import('@/features/pipelines/pipelines-page'), 'PipelinesPage'),
})

export const uploadRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/pipelines/upload',
  component: lazyPage(() => import('@/features/pipelines/upload-page'), 'UploadPage'),
})

export const pipelineRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/pipelines/$id',
  validateSearch: readPipelineSearch,
  component: lazyPage(() => import('@/features/pipelines/pipeline-page'), 'PipelinePage'),
})
