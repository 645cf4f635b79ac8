import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import {
  Archive,
  ArchiveRestore,
  ChevronDown,
  Download,
  Ellipsis,
  GitCompare,
  RotateCw,
  Square,
  Trash2,
} from 'lucide-react'
import { useState } from 'react'
import { keys } from '@/api/keys'
import type { RunRow } from '@/api/models'
import { ApiError } from '@/api/problem'
import { cancelRun, documentAddress, type RunDetail, retryRun, runAgain } from '@/api/run'
import { archiveRun, deleteRun, unarchiveRun } from '@/api/run-lists'
import { Button, IconButton } from '@/components/ui/button'
import { Dialog } from '@/components/ui/dialog'
import { Checkbox } from '@/components/ui/field'
import { Menu } from '@/components/ui/menu'
import { isFinal } from '@/domain/states'
import { toast } from '@/lib/toast'

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

/** Stop, run again, compare; the rest is in the menu. */
export function RunActions({ run, detail }: { run: RunRow; detail: RunDetail }) {
  const { id } = detail
  const act = useRunAction(id)
  const navigate = useNavigate()
  const [isAsked, setIsAsked] = useState(false)
  const isDone = isFinal(run.state)
  const isArchived = detail.storage_state === 'ARCHIVED'
  return (
    <>
      {!isDone && (
        <Button
          disabled={act.isPending || run.state === 'CANCELING'}
          onClick={() => act.mutate({ done: 'The run is being stopped', run: () => cancelRun(id) })}
        >
          <Square size={13} aria-hidden /> Stop
        </Button>
      )}
      <Menu
        trigger={
          <Button disabled={act.isPending}>
            <RotateCw size={14} aria-hidden /> Rerun <ChevronDown size={14} aria-hidden />
          </Button>
        }
        items={[
          {
            label: 'Continue from what failed',
            isDisabled: !isDone || run.state === 'SUCCEEDED',
            onSelect: () => act.mutate({ done: 'Going on from what failed', run: () => retryRun(id) }),
          },
          {
            label: 'Run again with the same parameters',
            onSelect: () => act.mutate({ done: 'A new run has started', run: () => runAgain(detail) }),
          },
        ]}
      />
      <Button variant="primary" onClick={() => void navigate({ to: `/compare?runs=${id}` as string })}>
        <GitCompare size={14} aria-hidden /> Compare
      </Button>
      <Menu
        trigger={<IconButton label="More" size="icon-medium" variant="secondary" icon={<Ellipsis size={16} />} />}
        items={[
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
            isDisabled: !isDone,
            startsGroup: true,
            onSelect: () => setIsAsked(true),
          },
        ]}
      />
      {isAsked && <DeleteDialog id={id} name={detail.name} onClose={() => setIsAsked(false)} />}
    </>
  )
}

function DeleteDialog({ id, name, onClose }: { id: string; name: string; onClose: () => void }) {
  const [artifacts, setArtifacts] = useState(false)
  const client = useQueryClient()
  const navigate = useNavigate()
  const remove = useMutation({
    mutationFn: () => deleteRun(id, artifacts),
    onSuccess: async () => {
      toast.success('The run is deleted')
      await navigate({ to: '/runs' })
      client.removeQueries({ queryKey: keys.runs.one(id) })
      void client.invalidateQueries({ queryKey: keys.runs.lists })
    },
    onError: (error) => toast.error(error.message, error instanceof ApiError ? error.hint : ''),
  })
  return (
    <Dialog
      title={`Delete ${name}?`}
      description="Its record, logs and metrics go for good. To only hide it, archive it."
      isOpen
      onClose={onClose}
      footer={
        <>
          <Button onClick={onClose}>Keep</Button>
          <Button variant="danger" disabled={remove.isPending} onClick={() => remove.mutate()}>
            Delete
          </Button>
        </>
      }
    >
      <Checkbox checked={artifacts} onChange={(event) => setArtifacts(event.target.checked)}>
        Delete the artifacts that no other run uses as well
      </Checkbox>
    </Dialog>
  )
}
