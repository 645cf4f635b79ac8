import { type MouseEvent, type ReactNode, useCallback } from 'react'
import { Skeleton } from '@/components/ui/skeleton'
import type { Route } from '@/graph/layout'
import type { Structure, StructureEdge, StructureNode } from '@/graph/structure'
import { firstBox } from '@/graph/walk'
import { Beyond } from './beyond'
import { Blocks } from './blocks'
import type { Decoration, EdgeChip } from './decoration'
import { EdgeChips, Edges, type LineStyle } from './edges'
import { Finder } from './finder'
import { Dots, Moving } from './moving'
import { NodeLayer } from './node-layer'
import { GraphToolbar } from './toolbar'
import { useGraph } from './use-graph'
import { areaOf } from './use-sight'

export interface GraphViewProps<N extends StructureNode, E extends StructureEdge> {
  /** What the graph is, for screen readers. */
  label: string
  structure: Structure<N, E>
  /** Equal for equal structures: drawings are kept under it. */
  structureKey: string
  decorations: ReadonlyMap<string, Decoration>
  open: ReadonlySet<string>
  onOpenChange: (open: ReadonlySet<string>) => void
  selected: string | null
  onSelect: (id: string | null) => void
  styleOf?: (edges: readonly E[]) => LineStyle
  chipsOf?: (edges: readonly E[]) => readonly EdgeChip[]
  /** How much more height the head of an open group needs, and what stands there. */
  headOf?: (node: N) => number
  renderHead?: (node: N, width: number) => ReactNode
}

/** A graph to look at and walk through: pan, zoom, open groups, find, follow edges. It never changes anything. */
export function GraphView<N extends StructureNode, E extends StructureEdge>(props: GraphViewProps<N, E>) {
  const { structure, decorations, selected, styleOf, chipsOf, renderHead } = props
  const graph = useGraph(props)
  const { zoom, layout, error, dimming, isFar, isolated, routesOf } = graph
  const style = useCallback((route: Route): LineStyle => styleOf?.(routesOf(route)) ?? 'plain', [styleOf, routesOf])
  const chips = useCallback((route: Route) => chipsOf?.(routesOf(route)) ?? [], [chipsOf, routesOf])
  const head = useCallback((node: StructureNode, width: number) => renderHead?.(node as N, width), [renderHead])
  const onClick = (event: MouseEvent) => {
    const id = nodeOf(event.target) ?? (isFar && !isControl(event.target) ? under(graph, event) : null)
    if (id) graph.pick(id)
  }
  return (
    // biome-ignore lint/a11y/useSemanticElements: a graph is no set of form fields
    <div
      ref={zoom.frame}
      role="group"
      aria-label={props.label}
      data-drawn={isFar ? 'blocks' : 'nodes'}
      tabIndex={isFar ? 0 : -1}
      onKeyDown={graph.onKeyDown}
      onClick={onClick}
      onDoubleClick={(event) => graph.setIsolated(nodeOf(event.target) ?? isolated)}
      onPointerOver={(event) => graph.setHovered(nodeOf(event.target))}
      onPointerLeave={() => graph.setHovered(null)}
      className="relative min-h-0 flex-1 cursor-grab touch-none select-none overflow-hidden bg-canvas outline-none active:cursor-grabbing"
    >
      <Dots zoom={zoom} />
      {layout && isFar && (
        <Blocks
          {...{ zoom, layout, decorations }}
          index={graph.index}
          selected={graph.place}
          isDimmed={dimming.isDimmed}
        />
      )}
      {layout && !isFar && (
        <Moving zoom={zoom}>
          <NodeLayer
            {...{ structure, decorations }}
            shown={graph.shown}
            selected={selected === null ? null : graph.place}
            cursor={graph.place ?? firstBox(layout)?.id ?? null}
            isDimmed={dimming.isDimmed}
            toggle={graph.toggle}
            renderHead={head}
            edges={
              <Edges
                routes={graph.routes}
                direction={layout.direction}
                styleOf={style}
                isLit={dimming.isLit}
                isDimmed={dimming.isRouteDimmed}
              />
            }
          />
          {graph.hasWideGaps && <EdgeChips routes={graph.routes} chipsOf={chips} />}
        </Moving>
      )}
      {layout && <Beyond zoom={zoom} whole={areaOf(layout)} />}
      <Notice error={error} isWaiting={!layout} isEmpty={layout?.boxes.length === 0} />
      {graph.isFinding && (
        <Finder
          {...{ structure, decorations }}
          onGo={(id) => graph.goTo(id, false)}
          onEnter={(id) => graph.goTo(id, true)}
          onClose={() => graph.setIsFinding(false)}
        />
      )}
      <GraphToolbar
        {...{ zoom, direction: graph.direction, onlyFailed: graph.onlyFailed, setOnlyFailed: graph.setOnlyFailed }}
        actions={graph.actions}
        failed={graph.failed.length}
        hasChips={graph.hasWideGaps}
        hasOpenGroups={props.open.size > 0}
        isolated={isolated && (decorations.get(isolated)?.title ?? isolated)}
        onRelease={() => graph.setIsolated(null)}
      />
      <p className="sr-only" aria-live="polite">
        {isFar && graph.place ? decorations.get(graph.place)?.label : ''}
      </p>
    </div>
  )
}

function Notice({ error, isWaiting, isEmpty }: { error: string; isWaiting: boolean; isEmpty: boolean }) {
  if (error)
    return (
      <p role="alert" className="absolute inset-x-0 top-1/2 text-center text-failed">
        {error}
      </p>
    )
  if (isWaiting) return <Skeleton className="absolute inset-x-1/3 inset-y-2/5 opacity-60" />
  if (isEmpty) return <p className="absolute inset-x-0 top-1/2 text-center text-ink-3">There is nothing to draw here</p>
  return null
}

function nodeOf(target: EventTarget): string | null {
  return target instanceof Element ? (target.closest<HTMLElement>('[data-node]')?.dataset.node ?? null) : null
}

function isControl(target: EventTarget): boolean {
  return target instanceof Element && target.closest('[data-graph-control]') !== null
}

/** The block under the pointer, in a graph that is drawn on a canvas. */
function under({ zoom, index }: Pick<ReturnType<typeof useGraph>, 'zoom' | 'index'>, event: MouseEvent): string | null {
  const frame = zoom.frame.current?.getBoundingClientRect()
  if (!frame) return null
  const [x, y] = zoom.transform.current.invert([event.clientX - frame.left, event.clientY - frame.top])
  return index.under(x, y)[0]?.id ?? null
}
