import type { ReactNode } from 'react'

/** A part of the panel of a task, under its name. */
export function Section({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section aria-label={title} className="min-w-0">
      <h3 className="mb-1 font-semibold text-dense text-ink-2">{title}</h3>
      {children}
    </section>
  )
}
