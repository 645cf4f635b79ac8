import { printed } from '@/lib/shortcuts'

/** Keys of a shortcut, as they are printed on this keyboard. */
export function Kbd({ keys }: { keys: string }) {
  return (
    <span className="inline-flex gap-1" aria-hidden>
      {printed(keys).map((key) => (
        <kbd
          key={key}
          className="min-w-4 rounded-chip border border-border bg-surface px-1 text-center font-mono text-micro text-ink-3"
        >
          {key}
        </kbd>
      ))}
    </span>
  )
}
