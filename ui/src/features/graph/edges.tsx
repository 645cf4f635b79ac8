import { memo, useMemo } from 'react'
import type { Direction, Route } from '@/graph/layout'
import { routeMiddle, routePath } from '@/graph/route'
import { cx } from '@/lib/class-names'
import type { EdgeChip } from './decoration'

export type LineStyle = 'plain' | 'dashed' | 'dotted'

interface EdgesProps {
  routes: readonly Route[]
  direction: Direction
  styleOf: (route: Route) => LineStyle
  /** Routes that stand out, and routes that step back; neither where nothing is looked at. */
  isLit: (route: Route) => boolean
  isDimmed: (route: Route) => boolean
}

const DASHES: Record<LineStyle, string | undefined> = { plain: undefined, dashed: '6 4', dotted: '2 4' }

/** The lines between nodes, under them. */
export const Edges = memo(function Edges({ routes, direction, styleOf, isLit, isDimmed }: EdgesProps) {
  return (
    <svg className="pointer-events-none absolute top-0 left-0 size-px overflow-visible" aria-hidden>
      <g fill="none" strokeWidth="1.5" strokeLinecap="round">
        {routes.map((route) => (
          <Line
            key={`${route.source} ${route.target}`}
            route={route}
            direction={direction}
            style={styleOf(route)}
            isLit={isLit(route)}
            isDimmed={isDimmed(route)}
          />
        ))}
      </g>
    </svg>
  )
})

interface LineProps {
  route: Route
  direction: Direction
  style: LineStyle
  isLit: boolean
  isDimmed: boolean
}

const Line = memo(function Line({ route, direction, style, isLit, isDimmed }: LineProps) {
  const path = useMemo(() => routePath(route, direction), [route, direction])
  return (
    <path
      d={path}
      strokeDasharray={DASHES[style]}
      className={cx(
        'transition-opacity',
        isLit ? 'stroke-accent' : 'stroke-border-strong',
        isDimmed ? 'opacity-15' : isLit ? '' : 'opacity-70',
      )}
    />
  )
})

interface ChipsProps {
  routes: readonly Route[]
  chipsOf: (route: Route) => readonly EdgeChip[]
}

/** What travels along the lines, as chips on them. */
export function EdgeChips({ routes, chipsOf }: ChipsProps) {
  return routes.map((route) => {
    const chips = chipsOf(route)
    if (chips.length === 0) return null
    const { x, y } = routeMiddle(route)
    return (
      <div
        key={`${route.source} ${route.target}`}
        style={{ left: x, top: y }}
        className="absolute flex -translate-x-1/2 -translate-y-1/2 flex-col items-center gap-0.5"
      >
        {chips.slice(0, 3).map((chip) => (
          <button
            key={chip.key}
            type="button"
            data-graph-control
            title={chip.title}
            disabled={!chip.onOpen}
            onClick={chip.onOpen}
            className="flex max-w-32 gap-1 rounded-chip border border-border bg-surface px-1.5 text-ink-2 text-micro enabled:hover:border-border-strong enabled:hover:text-ink"
          >
            <span className="truncate">{chip.label}</span>
            {chip.detail && <span className="shrink-0 text-ink-3">{chip.detail}</span>}
          </button>
        ))}
        {chips.length > 3 && (
          <span className="rounded-chip bg-surface px-1 text-ink-3 text-micro">+{chips.length - 3}</span>
        )}
      </div>
    )
  })
}
