import { useCallback, useMemo } from 'react'
import type { Route } from '@/graph/layout'
import { isRelated, type Related } from '@/graph/related'
import { containers, type Structure } from '@/graph/structure'

export interface Dimming {
  isDimmed: (id: string) => boolean
  isRouteDimmed: (route: Route) => boolean
  isLit: (route: Route) => boolean
}

/** What steps back: all that has nothing to do with the node under the pointer, or with the nodes that are looked for. */
export function useDimming(structure: Structure, lit: Related | null, emphasis: readonly string[] | null): Dimming {
  const emphasised = useMemo(
    () => emphasis && new Set(emphasis.flatMap((id) => [id, ...containers(structure, id)])),
    [structure, emphasis],
  )
  const isDimmed = useCallback(
    (id: string): boolean => {
      if (lit) return !isRelated(structure, lit, id)
      return emphasised !== null && !emphasised.has(id)
    },
    [structure, lit, emphasised],
  )
  const isRouteDimmed = useCallback(
    (route: Route): boolean => isDimmed(route.source) || isDimmed(route.target),
    [isDimmed],
  )
  const isLit = useCallback(
    (route: Route): boolean => Boolean(lit?.whole.has(route.source) && lit.whole.has(route.target)),
    [lit],
  )
  return { isDimmed, isRouteDimmed, isLit }
}
