import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import {
  Archive,
  ArchiveRestore,
  ChevronDown,
  Download,
  Ellipsis,
  GitCompare,
  Pencil,
  RotateCw,
  Square,
  Trash2,
} from 'lucide-react'
import { useState } from 'react'
import { keys } from '@/api/keys'
import type { RunRow } from '@/api/models'
import { bestRunOptions, previousRunOptions, runOptions } from '@/api/neighbours'
import { ApiError } from '@/api/problem'
import { cancelRun, documentAddress, type RunDetail, type RunTasks, runAgain } from '@/api/run'
import { archiveRun, unarchiveRun } from '@/api/run-lists'
import { Button, IconButton } from '@/components/ui/button'
import { Menu } from '@/components/ui/menu'
import { isFinal } from '@/domain/states'
import { useShortcut } from '@/lib/shortcuts'
import { toast } from '@/lib/toast'
import { DeleteRunDialog } from './delete-run-dialog'
import { EditRunDialog } from './edit-run-dialog'
import { RetryDialog } from './retry-dialog'

interface Act {
  done: string
  run: () => Promise<RunRow | undefined>
}

/** Do something with a run, say how it went, and go to the run that came of it. */
export function useRunAction(id: string) {
  const client = useQueryClient()
  const navigate = useNavigate()
  return useMutation({
    mutationFn: ({ run }: Act) => run(),
    onSuccess: (row, { done }) => {
      toast.success(done)
      void client.invalidateQueries({ queryKey: keys.runs.lists })
      void client.invalidateQueries({ queryKey: keys.runs.one(id) })
      if (row && row.id !== id) void navigate({ to: `/runs/${row.id}` as string })
    },
    onError: (error) => toast.error(error.message, error instanceof ApiError ? error.hint : ''),
  })
}

interface RunActionsProps {
  tasks: RunTasks
  detail: RunDetail
}

/** Stop, run again, compare; the rest is in the menu. */
export function RunActions({ tasks, detail }: RunActionsProps) {
  const { id } = detail
  const { run } = tasks
  const act = useRunAction(id)
  const [asked, setAsked] = useState<'delete' | 'edit' | 'retry' | null>(null)
  const close = () => setAsked(null)
  return (
    <>
      {!isFinal(run.state) && (
        <Button
          disabled={act.isPending || run.state === 'CANCELING'}
          onClick={() => act.mutate({ done: 'The run is being stopped', run: () => cancelRun(id) })}
        >
          <Square size={13} aria-hidden /> Stop
        </Button>
      )}
      <RerunMenu {...{ run, detail, act }} onRetry={() => setAsked('retry')} />
      <CompareMenu id={id} />
      <MoreMenu {...{ run, detail, act }} onEdit={() => setAsked('edit')} onDelete={() => setAsked('delete')} />
      {asked === 'delete' && <DeleteRunDialog id={id} name={detail.name} onClose={close} />}
      {asked === 'edit' && <EditRunDialog detail={detail} onClose={close} />}
      {asked === 'retry' && <RetryDialog tasks={tasks} onClose={close} />}
    </>
  )
}

interface MenuProps {
  run: RunRow
  detail: RunDetail
  act: ReturnType<typeof useRunAction>
}

function RerunMenu({ run, detail, act, onRetry }: MenuProps & { onRetry: () => void }) {
  const navigate = useNavigate()
  const change = () => void navigate({ to: `/runs/new?from=${detail.id}` as string })
  useShortcut('r', 'Change the parameters and run again', change, { group: 'Run' })
  return (
    <Menu
      trigger={
        <Button disabled={act.isPending}>
          <RotateCw size={14} aria-hidden /> Rerun <ChevronDown size={14} aria-hidden />
        </Button>
      }
      items={[
        {
          label: 'Continue from what failed…',
          isDisabled: !isFinal(run.state) || run.state === 'SUCCEEDED',
          onSelect: onRetry,
        },
        {
          label: 'Run again with the same parameters',
          onSelect: () => act.mutate({ done: 'A new run has started', run: () => runAgain(detail) }),
        },
        { label: 'Change the parameters and run…', shortcut: 'r', onSelect: change },
      ]}
    />
  )
}

function CompareMenu({ id }: { id: string }) {
  const client = useQueryClient()
  const navigate = useNavigate()
  const compare = async (what: 'previous' | 'best') => {
    try {
      const here = await client.fetchQuery(runOptions(id))
      const other =
        what === 'best'
          ? await client.fetchQuery(bestRunOptions(here))
          : await client.fetchQuery(previousRunOptions(here))
      if (!other) toast.error('There is no other run of this pipeline to compare with')
      else if (other.id === id) toast.success('This run is the best one')
      else void navigate({ to: `/compare?runs=${id},${other.id}&base=${other.id}` as string })
    } catch (error) {
      toast.error(error instanceof Error ? error.message : String(error))
    }
  }
  return (
    <Menu
      trigger={
        <Button variant="primary">
          <GitCompare size={14} aria-hidden /> Compare <ChevronDown size={14} aria-hidden />
        </Button>
      }
      items={[
        { label: 'With the run before', onSelect: () => void compare('previous') },
        { label: 'With the best run', onSelect: () => void compare('best') },
        { label: 'With others…', onSelect: () => void navigate({ to: `/compare?runs=${id}` as string }) },
      ]}
    />
  )
}

function MoreMenu({ run, detail, act, onEdit, onDelete }: MenuProps & { onEdit: () => void; onDelete: () => void }) {
  const { id } = detail
  const isArchived = detail.storage_state === 'ARCHIVED'
  return (
    <Menu
      trigger={<IconButton label="More" size="icon-medium" variant="secondary" icon={<Ellipsis size={16} />} />}
      items={[
        { label: 'Name, description and tags…', icon: <Pencil size={14} aria-hidden />, onSelect: onEdit },
        {
          label: 'Download the pipeline file',
          icon: <Download size={14} aria-hidden />,
          onSelect: () => window.location.assign(documentAddress(id)),
        },
        {
          label: isArchived ? 'Restore' : 'Archive',
          icon: isArchived ? <ArchiveRestore size={14} aria-hidden /> : <Archive size={14} aria-hidden />,
          onSelect: () =>
            act.mutate(
              isArchived
                ? { done: 'Restored', run: () => unarchiveRun(id) }
                : { done: 'Archived', run: () => archiveRun(id) },
            ),
        },
        {
          label: 'Delete',
          icon: <Trash2 size={14} aria-hidden />,
          isDanger: true,
          isDisabled: !isFinal(run.state),
          startsGroup: true,
          onSelect: onDelete,
        },
      ]}
    />
  )
}
