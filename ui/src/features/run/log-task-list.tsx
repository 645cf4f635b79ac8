import { useVirtualizer } from '@tanstack/react-virtual'
import { type ReactNode, useEffect, useRef, useState } from 'react'
import type { TaskRow } from '@/api/run'
import { Input } from '@/components/ui/field'
import { StateIcon } from '@/components/ui/state'
import { isRetrying, titleOf } from '@/domain/run-tasks'
import { cx } from '@/lib/class-names'

interface LogTaskListProps {
  leaves: readonly TaskRow[]
  current: string | undefined
  onOpen: (path: string | undefined) => void
}

const ROW = 32

/** The tasks whose logs can be read, any number of them. */
export function LogTaskList({ leaves, current, onOpen }: LogTaskListProps) {
  const [text, setText] = useState('')
  const wanted = text.trim().toLowerCase()
  const shown = wanted ? leaves.filter((task) => titleOf(task).toLowerCase().includes(wanted)) : leaves
  const scroller = useRef<HTMLDivElement>(null)
  const virtual = useVirtualizer({
    count: shown.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW,
    overscan: 10,
    initialRect: { width: 240, height: 600 },
  })
  // biome-ignore lint/correctness/useExhaustiveDependencies: only when another one is chosen, not when states change
  useEffect(() => {
    const at = shown.findIndex(({ path }) => path === current)
    if (at >= 0) virtual.scrollToIndex(at, { align: 'auto' })
  }, [current])
  return (
    <nav
      aria-label="Tasks"
      className="flex h-44 shrink-0 flex-col border-border border-b md:h-auto md:w-60 md:border-r md:border-b-0"
    >
      <div className="px-3 pt-2 pb-1">
        <Input
          type="search"
          aria-label="Find a task"
          placeholder="Find a task"
          value={text}
          onChange={(event) => setText(event.target.value)}
          className="h-7"
        />
      </div>
      <div className="px-1.5">
        <Item isCurrent={current === undefined} onOpen={() => onOpen(undefined)}>
          All, the last lines
        </Item>
      </div>
      <div ref={scroller} className="min-h-0 flex-1 overflow-auto px-1.5 pb-3">
        <ul style={{ height: virtual.getTotalSize() }} className="relative">
          {virtual.getVirtualItems().map((item) => {
            const task = shown[item.index]
            if (!task) return null
            return (
              <li
                key={task.path}
                style={{ transform: `translateY(${item.start}px)` }}
                className="absolute inset-x-0 top-0"
              >
                <Item isCurrent={task.path === current} onOpen={() => onOpen(task.path)}>
                  <StateIcon state={task.state} cached={task.cached} retrying={isRetrying(task)} size={14} />
                  <span className="truncate" title={task.path}>
                    {titleOf(task)}
                  </span>
                </Item>
              </li>
            )
          })}
        </ul>
      </div>
    </nav>
  )
}

interface ItemProps {
  isCurrent: boolean
  onOpen: () => void
  children: ReactNode
}

function Item({ isCurrent, onOpen, children }: ItemProps) {
  return (
    <button
      type="button"
      aria-current={isCurrent}
      onClick={onOpen}
      className={cx(
        'flex h-8 w-full items-center gap-2 rounded-chip px-2 text-left',
        isCurrent ? 'bg-accent-soft font-medium' : 'hover:bg-hover',
      )}
    >
      {children}
    </button>
  )
}
