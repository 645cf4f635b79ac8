import { useMemo } from 'react'
import { type RunTasks, retryRun } from '@/api/run'
import { Button } from '@/components/ui/button'
import { Dialog } from '@/components/ui/dialog'
import { StateIcon } from '@/components/ui/state'
import { doneAgain } from '@/domain/again'
import { countText } from '@/domain/numbers'
import { titleOf } from '@/domain/run-tasks'
import { useRunAction } from './run-actions'

const MOST = 200

/** Which tasks are done again, before they are. */
export function RetryDialog({ tasks, onClose }: { tasks: RunTasks; onClose: () => void }) {
  const { id } = tasks.run
  const act = useRunAction(id)
  const { again, kept } = useMemo(() => doneAgain(tasks.byPath.values()), [tasks.byPath])
  const start = () => {
    act.mutate({ done: 'Going on from what failed', run: () => retryRun(id) })
    onClose()
  }
  return (
    <Dialog
      title="Continue from what failed"
      description={`${countText(kept, 'task')} ${kept === 1 ? 'keeps' : 'keep'} what they gave. These, and what follows them, are done:`}
      isOpen
      onClose={onClose}
      footer={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button variant="primary" onClick={start}>
            Continue
          </Button>
        </>
      }
    >
      <ul className="flex flex-col gap-1">
        {again.slice(0, MOST).map((task) => (
          <li key={task.path} className="flex items-center gap-2" title={task.path}>
            <StateIcon state={task.state} size={14} />
            <span className="shrink-0 font-medium">{titleOf(task)}</span>
            <span className="ml-auto min-w-0 truncate text-dense text-ink-3">{task.failure?.message}</span>
          </li>
        ))}
        {again.length > MOST && <li className="text-ink-3">{`and ${again.length - MOST} more`}</li>}
      </ul>
    </Dialog>
  )
}
