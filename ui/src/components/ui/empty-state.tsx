import type { ReactNode } from 'react'

interface EmptyStateProps {
  title: string
  /** What would stand here, in one sentence. */
  children?: ReactNode
  icon?: ReactNode
  /** The one thing to do. */
  action?: ReactNode
}

/** What it is, one button, one line to copy; never a blank page. */
export function EmptyState({ title, children, icon, action }: EmptyStateProps) {
  return (
    <div className="flex flex-col items-center justify-center gap-3 px-6 py-16 text-center">
      {icon && <div className="text-ink-3">{icon}</div>}
      <p className="font-semibold text-section">{title}</p>
      {children && <div className="max-w-lg text-ink-2">{children}</div>}
      {action && <div className="mt-1">{action}</div>}
    </div>
  )
}
