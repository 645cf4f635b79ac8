import { createRoute } from '@tanstack/react-router'
import { lazyPage } from './lazy-page'
import { rootRoute } from './root'

export const homeRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/',
  component: lazyPage(() => import('@/features/home/home-page'), 'HomePage'),
})
