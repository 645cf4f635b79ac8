import type { ReactNode } from 'react'

interface SectionProps {
  title: string
  /** What stands at the end of the title's line. */
  aside?: ReactNode
  children: ReactNode
}

/** A part of the panel of a task, under its name. */
export function Section({ title, aside, children }: SectionProps) {
  return (
    <section aria-label={title} className="min-w-0">
      <div className="mb-1 flex items-center gap-2">
        <h3 className="font-semibold text-dense text-ink-2">{title}</h3>
        {aside && <span className="ml-auto">{aside}</span>}
      </div>
      {children}
    </section>
  )
}
