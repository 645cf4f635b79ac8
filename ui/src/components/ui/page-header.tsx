import { Link } from '@tanstack/react-router'
import { Fragment, type ReactNode } from 'react'

export interface Crumb {
  label: string
  to?: string
}

interface PageHeaderProps {
  title: ReactNode
  crumbs?: readonly Crumb[]
  /** A state pill beside the title. */
  state?: ReactNode
  /** At most two buttons and a menu. */
  actions?: ReactNode
  /** A line of facts below the title. */
  facts?: ReactNode
}

/** The head of a page: where it is, what it is, and what can be done with it. */
export function PageHeader({ title, crumbs = [], state, actions, facts }: PageHeaderProps) {
  return (
    <header className="flex shrink-0 flex-col bg-surface px-6 pt-3 pb-3">
      {crumbs.length > 0 && (
        <nav aria-label="Breadcrumb" className="flex h-5 items-center gap-1.5 text-dense text-ink-3">
          {crumbs.map((crumb, index) => (
            <Fragment key={crumb.label}>
              {index > 0 && <span aria-hidden>/</span>}
              {crumb.to ? (
                <Link to={crumb.to} className="truncate rounded-chip hover:text-ink hover:underline">
                  {crumb.label}
                </Link>
              ) : (
                <span className="truncate">{crumb.label}</span>
              )}
            </Fragment>
          ))}
        </nav>
      )}
      <div className="flex min-h-9 flex-wrap items-center gap-x-3 gap-y-1">
        <h1
          className="min-w-0 max-w-full truncate font-semibold text-title"
          title={typeof title === 'string' ? title : undefined}
        >
          {title}
        </h1>
        {state}
        {actions && <div className="ml-auto flex shrink-0 items-center gap-2">{actions}</div>}
      </div>
      {facts && (
        <div className="flex min-h-7 flex-wrap items-center gap-x-5 gap-y-1 pt-1 text-dense text-ink-2">{facts}</div>
      )}
    </header>
  )
}

/** A fact in the header's line: its name, then what it is. */
export function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <span className="inline-flex min-w-0 max-w-full items-center gap-1.5">
      <span className="min-w-0 max-w-72 truncate text-ink-3" title={name}>
        {name}
      </span>
      <span className="truncate font-medium text-ink">{children}</span>
    </span>
  )
}
