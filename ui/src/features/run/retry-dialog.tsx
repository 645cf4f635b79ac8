import { useQuery } from '@tanstack/react-query'
import { type RetryPlan, type RunTasks, retryPlanOptions, retryRun } from '@/api/run'
import { Button } from '@/components/ui/button'
import { Dialog } from '@/components/ui/dialog'
import { ErrorState } from '@/components/ui/error-state'
import { SkeletonRows } from '@/components/ui/skeleton'
import { StateIcon } from '@/components/ui/state'
import { countText } from '@/domain/numbers'
import { titleOf } from '@/domain/run-tasks'
import { useRunAction } from './run-actions'

interface RetryDialogProps {
  tasks: RunTasks
  /** The task that is done anew, with everything that follows it; without one, what failed. */
  from?: string
  onClose: () => void
}

/** Which tasks are done again, before they are. */
export function RetryDialog({ tasks, from, onClose }: RetryDialogProps) {
  const { id } = tasks.run
  const act = useRunAction(id)
  const plan = useQuery(retryPlanOptions(id, from))
  const start = () => {
    act.mutate({ done: 'The run goes on', run: () => retryRun(id, from) })
    onClose()
  }
  return (
    <Dialog
      title={from === undefined ? 'Continue from what failed' : 'Do this task and what follows it again'}
      {...(plan.data ? { description: summary(plan.data) } : {})}
      isOpen
      onClose={onClose}
      size="medium"
      footer={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button variant="primary" disabled={!plan.data || act.isPending} onClick={start}>
            Continue
          </Button>
        </>
      }
    >
      {plan.isPending && <SkeletonRows rows={4} />}
      {plan.isError && <ErrorState what="foresee the retry" error={plan.error} onRetry={() => void plan.refetch()} />}
      {plan.data && <Tasks plan={plan.data} tasks={tasks} />}
    </Dialog>
  )
}

function summary({ again, kept }: RetryPlan): string {
  const one = kept === 1
  return `${countText(again, 'task')} ${again === 1 ? 'is' : 'are'} done again; ${countText(kept, 'task')} ${one ? 'keeps' : 'keep'} what ${one ? 'it' : 'they'} gave.`
}

const MOST = 200

function Tasks({ plan, tasks }: { plan: RetryPlan; tasks: RunTasks }) {
  const again = plan.tasks.filter((task) => task.again && !task.is_group)
  return (
    <ul className="flex flex-col gap-1">
      {again.slice(0, MOST).map(({ path, name }) => {
        const task = tasks.byPath.get(path)
        return (
          <li key={path} className="flex items-center gap-2" title={path}>
            {task && <StateIcon state={task.state} cached={task.cached} size={14} />}
            <span className="shrink-0 font-medium">{task ? titleOf(task) : name}</span>
            <span className="ml-auto min-w-0 truncate text-dense text-ink-3">{task?.failure?.message}</span>
          </li>
        )
      })}
      {again.length > MOST && <li className="text-ink-3">{`and ${again.length - MOST} more`}</li>}
    </ul>
  )
}
