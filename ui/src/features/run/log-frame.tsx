import { useVirtualizer, type VirtualItem } from '@tanstack/react-virtual'
import { type ReactNode, type RefObject, useEffect, useRef } from 'react'
import { cx } from '@/lib/class-names'

const ROW = 18

interface Scrolling {
  count: number
  isFollowing: boolean
  /** The row that is to be in view; at the top, if it is the beginning of something. */
  target: number | undefined
  isTop: boolean
  keyOf?: (index: number) => number
}

/** The rows in view of a log of any length, at its end while it is followed. */
export function useLogScroll({ count, isFollowing, target, isTop, keyOf }: Scrolling) {
  const scroller = useRef<HTMLDivElement>(null)
  const virtual = useVirtualizer({
    count,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW,
    overscan: 20,
    initialRect: { width: 480, height: 600 },
    ...(keyOf ? { getItemKey: keyOf } : {}),
  })
  const toEnd = () => virtual.scrollToIndex(count - 1, { align: 'end' })
  useEffect(() => {
    if (isFollowing) virtual.scrollToIndex(count - 1, { align: 'end' })
  }, [isFollowing, count, virtual])
  useEffect(() => {
    if (target === undefined) return
    const { startIndex, endIndex } = virtual.range ?? { startIndex: 0, endIndex: 0 }
    const isInView = startIndex < target && target < endIndex
    if (isTop || !isInView) virtual.scrollToIndex(Math.max(0, target), { align: isTop ? 'start' : 'center' })
  }, [target, isTop, virtual])
  return {
    scroller,
    items: virtual.getVirtualItems(),
    height: virtual.getTotalSize(),
    measure: virtual.measureElement,
    toEnd,
  }
}

interface LogFrameProps {
  scroller: RefObject<HTMLDivElement | null>
  items: readonly VirtualItem[]
  height: number
  /** Given where rows have different heights. */
  measure: ((element: Element | null) => void) | undefined
  isWrapped: boolean
  onScrollUp: () => void
  render: (index: number) => ReactNode
}

/** The ground on which the rows of a log lie. */
export function LogFrame({ scroller, items, height, measure, isWrapped, onScrollUp, render }: LogFrameProps) {
  return (
    <div
      ref={scroller}
      role="log"
      aria-label="Log"
      // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls is reached by keyboard
      tabIndex={0}
      onWheel={(event) => event.deltaY < 0 && onScrollUp()}
      onKeyDown={(event) => ['ArrowUp', 'PageUp', 'Home'].includes(event.key) && onScrollUp()}
      className="min-h-0 flex-1 overflow-auto bg-sunken font-mono text-mono focus-visible:-outline-offset-2"
    >
      <div style={{ height }} className={cx('relative', !isWrapped && 'w-max min-w-full')}>
        {items.map((item) => (
          <div
            key={item.key}
            ref={measure}
            data-index={item.index}
            style={{ transform: `translateY(${item.start}px)` }}
            className={cx('absolute top-0 left-0 min-w-full leading-[18px]', isWrapped && 'w-full')}
          >
            {render(item.index)}
          </div>
        ))}
      </div>
    </div>
  )
}
