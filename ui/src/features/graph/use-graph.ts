import { useCallback, useMemo, useState } from 'react'
import type { Direction, Layout, Route } from '@/graph/layout'
import { related } from '@/graph/related'
import { routeBounds } from '@/graph/route'
import { type Area, SpatialIndex } from '@/graph/spatial'
import { containers, isGroup, type Structure, type StructureEdge, type StructureNode, standIn } from '@/graph/structure'
import { useStored } from '@/lib/storage'
import type { Decoration } from './decoration'
import type { GraphViewProps } from './graph-view'
import { layoutRequest } from './request'
import { useDimming } from './use-dimming'
import { useGraphKeys } from './use-graph-keys'
import { useLayout } from './use-layout'
import { useAnchor, useFitting, useRevealed } from './use-sight'
import { NEAR_SCALE, useZoom } from './use-zoom'

/** More nodes than this in view are drawn as blocks. */
const MOST_NODES = 400

/** Everything that a graph's view knows and does, apart from how it is drawn. */
export function useGraph<N extends StructureNode, E extends StructureEdge>(props: GraphViewProps<N, E>) {
  const { structure, structureKey, decorations, open, onOpenChange, selected, onSelect } = props
  const zoom = useZoom()
  const [direction, setDirection] = useStored<Direction>('graph.direction', 'LR')
  const [hasChips, setHasChips] = useState(false)
  const [isFinding, setIsFinding] = useState(false)
  const [onlyFailed, setOnlyFailed] = useState(false)
  const [isolated, setIsolated] = useState<string | null>(null)
  const [hovered, setHovered] = useState<string | null>(null)
  const [walked, setWalked] = useState<string | null>(null)
  const cursor = walked ?? selected

  const scope = useMemo(() => (isolated ? related(structure, isolated) : null), [structure, isolated])
  const hasWideGaps = hasChips && props.chipsOf !== undefined
  const drawing = `${structureKey} ${direction} ${isolated ?? ''}`
  const key = `${drawing} ${hasWideGaps} ${[...open].sort().join(' ')}`
  const { layout, error } = useLayout(key, () =>
    layoutRequest(structure, { open, direction, hasWideGaps, scope, headOf: props.headOf }),
  )
  const boxes = useMemo(() => new Map(layout?.boxes.map((box) => [box.id, box])), [layout])
  const index = useMemo(() => new SpatialIndex(layout?.boxes ?? [], (box) => box), [layout])
  const failed = useMemo(() => failedNodes(structure, decorations), [structure, decorations])
  const lit = useMemo(() => (hovered ? related(structure, hovered) : null), [structure, hovered])
  const dimming = useDimming(structure, lit, onlyFailed && failed.length > 0 ? failed : null)
  const shown = useMemo(() => index.within(zoom.view), [index, zoom.view])
  const isFar = zoom.scale < NEAR_SCALE || shown.length > MOST_NODES
  const routes = useRoutesWithin(layout, isFar ? null : zoom.view)
  const place = cursor === null ? null : standIn(structure, cursor, open)

  const first = place ?? eventful(layout, decorations)
  useFitting(zoom, layout, drawing, first === null ? undefined : boxes.get(first))
  useRevealed(zoom, place === null ? undefined : boxes.get(place))
  const hold = useAnchor(zoom, boxes)

  const toggle = (id: string) => {
    hold(id)
    const next = new Set(open)
    if (!next.delete(id)) next.add(id)
    onOpenChange(next)
  }
  const goTo = (id: string, isEntered: boolean) => {
    const missing = containers(structure, id).filter((group) => !open.has(group))
    if (missing.length > 0) onOpenChange(new Set([...open, ...missing]))
    setWalked(id)
    if (isEntered || selected !== null) onSelect(id)
    if (!isFar) focusNode(zoom.frame.current, id)
  }
  const groups = useMemo(() => [...structure.children.keys()].filter((id): id is string => id !== null), [structure])
  const actions = {
    fit: () => layout && zoom.fitTo({ x: 0, y: 0, width: layout.width, height: layout.height }),
    find: () => setIsFinding(true),
    turn: () => setDirection(direction === 'LR' ? 'TB' : 'LR'),
    toggleChips: props.chipsOf ? () => setHasChips(!hasChips) : null,
    toggleGroups: groups.length ? () => onOpenChange(open.size ? new Set() : new Set(groups)) : null,
    back: () => {
      if (isolated !== null) setIsolated(null)
      else if (selected !== null) onSelect(null)
      else return false
      return true
    },
  }
  const onKeyDown = useGraphKeys({ structure, layout, zoom, boxes, open, failed, cursor, goTo, toggle, actions })
  const pick = (id: string) => {
    setWalked(id)
    onSelect(id)
  }
  return {
    zoom,
    layout,
    error,
    index,
    shown,
    routes,
    isFar,
    dimming,
    direction,
    failed,
    hasWideGaps,
    place,
    cursor,
    isFinding,
    setIsFinding,
    onlyFailed,
    setOnlyFailed,
    isolated,
    setIsolated,
    setHovered,
    actions,
    goTo,
    toggle,
    pick,
    onKeyDown,
    routesOf: useEdgeLists(structure),
  }
}

/** Where to look first in a graph that does not fit: at what failed, else at what runs. */
function eventful(layout: Layout | null, decorations: ReadonlyMap<string, Decoration>): string | null {
  const firstOf = (tone: string) =>
    layout?.boxes.find((box) => !box.isOpen && decorations.get(box.id)?.tone === tone)?.id ?? null
  return firstOf('failed') ?? firstOf('running')
}

const NO_ROUTES: readonly Route[] = []

/** The lines that touch a view: a large graph has too many to give each an element of the page. */
function useRoutesWithin(layout: Layout | null, view: Area | null): readonly Route[] {
  const isWanted = view !== null
  const index = useMemo(
    () => (isWanted ? new SpatialIndex(layout?.routes ?? [], routeBounds) : null),
    [layout, isWanted],
  )
  return useMemo(() => (index && view ? index.within(view) : NO_ROUTES), [index, view])
}

/** The edges that one line stands for. */
function useEdgeLists<E extends StructureEdge>(structure: Structure<StructureNode, E>): (route: Route) => readonly E[] {
  return useCallback(
    (route: Route) => (structure.outgoing.get(route.source) ?? []).filter((edge) => edge.target === route.target),
    [structure],
  )
}

/** The failed nodes that are no groups, in the order of the graph. */
function failedNodes(structure: Structure, decorations: ReadonlyMap<string, Decoration>): string[] {
  return structure.nodes
    .filter((node) => decorations.get(node.id)?.tone === 'failed' && !isGroup(structure, node.id))
    .map((node) => node.id)
}

/** Give a node the focus once it is drawn. */
function focusNode(frame: HTMLElement | null, id: string): void {
  requestAnimationFrame(() =>
    frame?.querySelector<HTMLElement>(`[data-node="${CSS.escape(id)}"]`)?.focus({ preventScroll: true }),
  )
}
