import { type KeyboardEvent, type ReactNode, useId, useRef } from 'react'
import { cx } from '@/lib/class-names'

export interface Tab<T extends string> {
  id: T
  label: string
  /** A count or a sign behind the label. */
  badge?: ReactNode
}

interface TabsProps<T extends string> {
  label: string
  tabs: readonly Tab<T>[]
  value: T
  onChange: (id: T) => void
  children: ReactNode
  /** Classes of the row of tabs and of the panel below. */
  listClassName?: string
  panelClassName?: string
}

/** Tabs over one panel; which one is open belongs into the address, so it is the caller's. */
export function Tabs<T extends string>(props: TabsProps<T>) {
  const { label, tabs, value, onChange, children, listClassName, panelClassName } = props
  const id = useId()
  const list = useRef<HTMLDivElement>(null)
  const onKeyDown = (event: KeyboardEvent) => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key]
    const at = tabs.findIndex((tab) => tab.id === value)
    const to =
      event.key === 'Home'
        ? 0
        : event.key === 'End'
          ? tabs.length - 1
          : step
            ? (at + step + tabs.length) % tabs.length
            : -1
    const next = tabs[to]
    if (!next) return
    event.preventDefault()
    onChange(next.id)
    list.current?.querySelector<HTMLElement>(`[data-tab="${next.id}"]`)?.focus()
  }
  return (
    <>
      <div
        ref={list}
        role="tablist"
        aria-label={label}
        onKeyDown={onKeyDown}
        className={cx('flex shrink-0 gap-5 overflow-x-auto border-border border-b', listClassName)}
      >
        {tabs.map((tab) => (
          <button
            key={tab.id}
            type="button"
            role="tab"
            id={`${id}-${tab.id}`}
            data-tab={tab.id}
            aria-selected={tab.id === value}
            aria-controls={`${id}-panel`}
            tabIndex={tab.id === value ? 0 : -1}
            onClick={() => onChange(tab.id)}
            className={cx(
              'h-9 shrink-0 whitespace-nowrap border-b-2 focus-visible:-outline-offset-2',
              tab.id === value
                ? 'border-accent font-semibold text-ink'
                : 'border-transparent text-ink-2 hover:border-border-strong hover:text-ink',
            )}
          >
            {tab.label}
            {tab.badge !== undefined && <span className="ml-1.5 font-normal text-ink-3">{tab.badge}</span>}
          </button>
        ))}
      </div>
      <div role="tabpanel" id={`${id}-panel`} aria-labelledby={`${id}-${value}`} className={panelClassName}>
        {children}
      </div>
    </>
  )
}
