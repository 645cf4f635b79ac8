import type { ReactNode } from 'react'

interface EmptyStateProps {
  title: string
  /** Whether it stands for the whole page, and so is its heading. */
  isPage?: boolean
  /** What would stand here, in one sentence. */
  children?: ReactNode
  icon?: ReactNode
  /** The one thing to do. */
  action?: ReactNode
}

/** What it is, one button, one line to copy; never a blank page. */
export function EmptyState({ title, isPage, children, icon, action }: EmptyStateProps) {
  const Title = isPage ? 'h1' : 'p'
  return (
    <div className="flex flex-col items-center justify-center gap-3 px-6 py-16 text-center">
      {icon && <div className="text-ink-3">{icon}</div>}
      <Title className="font-semibold text-section">{title}</Title>
      {children && <div className="max-w-lg text-ink-2">{children}</div>}
      {action && <div className="mt-1">{action}</div>}
    </div>
  )
}
