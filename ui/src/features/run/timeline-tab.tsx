import { useQuery } from '@tanstack/react-query'
import { useVirtualizer } from '@tanstack/react-virtual'
import { type PointerEvent, useMemo, useRef, useState } from 'react'
import { type RunTasks, runAttemptsOptions, type TaskRow } from '@/api/run'
import { EmptyState } from '@/components/ui/empty-state'
import { isLeaf } from '@/domain/run-tasks'
import { isFinal } from '@/domain/states'
import { treeRows } from '@/domain/task-tree'
import { criticalPath, type Part, partsOf, scaleOf } from '@/domain/timeline'
import { useNarrow } from '@/lib/narrow'
import { useNow } from '@/lib/now'
import { useStored } from '@/lib/storage'
import type { ChangeSearch, RunPageSearch } from './run-search'
import { Axis, Cursor } from './timeline-axis'
import { TimelineRow } from './timeline-row'
import { TimelineSummary } from './timeline-summary'
import { useNodeNames } from './use-run-graph'

interface TimelineTabProps {
  tasks: RunTasks
  search: RunPageSearch
  onChange: ChangeSearch
}

const ROW = 32
/** Groups that hold more than this are folded at first. */
const MOST_OPEN = 60
/** The width of the names, in pixels; and in a window as narrow as a telephone. */
const NAMES = 256
const FEW_NAMES = 144

/** When each task waited and ran, attempt by attempt; and what the end of the run had to wait for. */
export function TimelineTab({ tasks, search, onChange }: TimelineTabProps) {
  const { run, byPath } = tasks
  const isOver = isFinal(run.state)
  const now = useNow(!isOver)
  const [flipped, setFlipped] = useState<ReadonlySet<string>>(new Set())
  const [isFolded, setIsFolded] = useStored('timeline.fold', false)
  const [cursor, setCursor] = useState<number | null>(null)
  const leaves = useMemo(() => [...byPath.values()].filter(isLeaf), [byPath])
  const isRetried = leaves.some((task) => task.attempts > 1)
  const attempts = useQuery({ ...runAttemptsOptions(run.id, tasks.seq), enabled: isRetried })
  const parts = useMemo(
    () => new Map(leaves.map((task) => [task.path, partsOf(task, attempts.data?.get(task.path) ?? [], now)])),
    [leaves, attempts.data, now],
  )
  const scale = useMemo(() => scaleOf([...parts.values()].flat(), isFolded), [parts, isFolded])
  const critical = useMemo(() => (isOver ? criticalPath(leaves) : new Set<string>()), [isOver, leaves])
  const rows = useMemo(
    () => treeRows(byPath, (group, size) => size > MOST_OPEN !== flipped.has(group.path)),
    [byPath, flipped],
  )
  const nodeNames = useNodeNames(
    tasks,
    rows.some((row) => row.isGroup),
  )
  const names = useNarrow() ? FEW_NAMES : NAMES
  const scroller = useRef<HTMLDivElement>(null)
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW,
    overscan: 12,
    initialRect: { width: 900, height: 600 },
  })
  const inside = useMemo(() => partsInside(byPath, parts), [byPath, parts])
  if (parts.size === 0) return <EmptyState title="No task has begun yet" />
  const toggle = (path: string) => {
    const next = new Set(flipped)
    if (!next.delete(path)) next.add(path)
    setFlipped(next)
  }
  const onPointerMove = (event: PointerEvent<HTMLDivElement>) => {
    const area = event.currentTarget.getBoundingClientRect()
    const share = (event.clientX - area.left - names) / (area.width - names)
    setCursor(share >= 0 && share <= 1 ? share : null)
  }
  return (
    <div className="flex min-h-0 flex-1 flex-col">
      <TimelineSummary {...{ leaves, scale, now, isFolded, setIsFolded }} hasCritical={critical.size > 0} />
      <div ref={scroller} className="min-h-0 flex-1 overflow-auto px-6 pb-6 max-md:px-3">
        <div className="relative" onPointerMove={onPointerMove} onPointerLeave={() => setCursor(null)}>
          <Axis scale={scale} names={names} />
          <ol aria-label="Timeline" style={{ height: virtual.getTotalSize() }} className="relative">
            {virtual.getVirtualItems().map((item) => {
              const row = rows[item.index]
              if (!row) return null
              return (
                <li
                  key={row.task.path}
                  style={{ transform: `translateY(${item.start}px)`, height: ROW }}
                  className="absolute inset-x-0 top-0"
                >
                  <TimelineRow
                    {...{ row, scale }}
                    name={nodeNames.get(row.task.node)}
                    names={names}
                    parts={(row.isGroup ? inside : parts).get(row.task.path) ?? []}
                    isCritical={critical.has(row.task.path)}
                    isOpen={row.task.path === search.task}
                    onOpen={() => onChange({ task: row.task.path, attempt: undefined, line: undefined })}
                    onFold={() => toggle(row.task.path)}
                  />
                </li>
              )
            })}
          </ol>
          {cursor !== null && <Cursor {...{ cursor, scale }} names={names} />}
        </div>
      </div>
    </div>
  )
}

/** From when until when something in a group waited or ran. */
function partsInside(
  byPath: ReadonlyMap<string, TaskRow>,
  parts: ReadonlyMap<string, readonly Part[]>,
): Map<string, Part[]> {
  const inside = new Map<string, Part[]>()
  for (const [path, own] of parts) {
    const [from, to] = [own[0]?.from, own.at(-1)?.to]
    if (from === undefined || to === undefined) continue
    for (let group = byPath.get(path)?.parent ?? null; group !== null; group = byPath.get(group)?.parent ?? null) {
      const known = inside.get(group)?.[0]
      const state = byPath.get(group)?.state ?? ''
      const whole = { from: Math.min(from, known?.from ?? from), to: Math.max(to, known?.to ?? to) }
      inside.set(group, [{ ...whole, kind: 'run', state, attempt: null }])
    }
  }
  return inside
}
