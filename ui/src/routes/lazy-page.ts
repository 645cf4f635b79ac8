/** Pages that are loaded when they are opened; one that cannot be loaded says so, and is opened when it can be. */
import { lazyRouteComponent } from '@tanstack/react-router'
import type { ComponentType } from 'react'
import { PageAway } from '@/features/shell/page-away'

type Module<Name extends string> = Record<Name, ComponentType>

export function lazyPage<Name extends string>(load: () => Promise<Module<Name>>, name: Name) {
  return lazyRouteComponent(() =>
    load().then(
      (module) => ({ default: module[name] }),
      () => ({ default: PageAway }),
    ),
  )
}
