import { useQuery } from '@tanstack/react-query'
import { ScrollText } from 'lucide-react'
import { logTailsOptions } from '@/api/logs'
import type { RunTasks } from '@/api/run'
import { Button } from '@/components/ui/button'
import { EmptyState } from '@/components/ui/empty-state'
import { ErrorState } from '@/components/ui/error-state'
import { SkeletonRows } from '@/components/ui/skeleton'
import { StateIcon } from '@/components/ui/state'
import { titleOf } from '@/domain/run-tasks'
import { isFinal } from '@/domain/states'
import { AnsiLine } from './ansi-line'

/** The last lines of each task, as they are written. */
export function LogTails({ tasks, onOpen }: { tasks: RunTasks; onOpen: (path: string) => void }) {
  const tails = useQuery(logTailsOptions(tasks.run.id, !isFinal(tasks.run.state)))
  if (tails.isPending) return <SkeletonRows />
  if (tails.isError) {
    return <ErrorState what="load the logs" error={tails.error} onRetry={() => void tails.refetch()} />
  }
  const items = tails.data.items.filter((item) => item.text.trim() !== '')
  if (items.length === 0) {
    return (
      <EmptyState title="Nothing has been written" icon={<ScrollText size={28} aria-hidden />}>
        The newest tasks have printed nothing. The log of each is behind its name.
      </EmptyState>
    )
  }
  return (
    <div className="flex min-h-0 flex-1 flex-col gap-4 overflow-auto bg-canvas p-6">
      {items.map((item) => {
        const task = tasks.byPath.get(item.path)
        return (
          <section
            key={item.path}
            aria-label={item.path}
            className="shrink-0 overflow-hidden rounded-card border border-border bg-surface shadow-card"
          >
            <header className="flex h-9 items-center gap-2 border-border/60 border-b pr-1 pl-3">
              {task && <StateIcon state={task.state} cached={task.cached} size={14} />}
              <h2 className="truncate font-semibold">{task ? titleOf(task) : item.name}</h2>
              {item.attempt > 1 && <span className="text-dense text-ink-3">{`attempt ${item.attempt}`}</span>}
              <Button size="small" variant="ghost" className="ml-auto" onClick={() => onOpen(item.path)}>
                Whole log
              </Button>
            </header>
            {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls is reached by keyboard */}
            <pre tabIndex={0} className="overflow-x-auto px-3 py-2 font-mono text-mono">
              {item.text
                .replace(/\n$/, '')
                .split('\n')
                .map((line, index) => (
                  <div key={`${index} ${line}`}>
                    <AnsiLine text={line} />
                  </div>
                ))}
            </pre>
          </section>
        )
      })}
    </div>
  )
}
