import { useMutation, useQueryClient } from '@tanstack/react-query'
import { Archive, ArchiveRestore, GitCompare, Tag, Trash2 } from 'lucide-react'
import { useState } from 'react'
import { keys } from '@/api/keys'
import type { RunRow } from '@/api/models'
import { ApiError } from '@/api/problem'
import { archiveRun, deleteRun, tagRun, unarchiveRun } from '@/api/run-lists'
import { Button } from '@/components/ui/button'
import { Dialog } from '@/components/ui/dialog'
import { Checkbox, Field, Input } from '@/components/ui/field'
import { Kbd } from '@/components/ui/kbd'
import { countText } from '@/domain/numbers'
import { toast } from '@/lib/toast'

interface SelectionBarProps {
  runs: readonly RunRow[]
  onCompare: () => void
  onDone: () => void
}

/** What can be done with the selected runs. */
export function SelectionBar({ runs, onCompare, onDone }: SelectionBarProps) {
  const [asked, setAsked] = useState<'delete' | 'tag' | null>(null)
  const act = useForAll(runs, () => {
    setAsked(null)
    onDone()
  })
  const isArchived = runs.every((run) => run.storage_state === 'ARCHIVED')
  const Icon = isArchived ? ArchiveRestore : Archive
  return (
    <>
      <output className="font-medium text-ink">{`${countText(runs.length, 'run')} selected`}</output>
      <Button size="small" variant="primary" disabled={runs.length < 2} onClick={onCompare}>
        <GitCompare size={14} aria-hidden /> Compare <Kbd keys="c" />
      </Button>
      <Button
        size="small"
        disabled={act.isPending}
        onClick={() =>
          act.mutate({
            done: isArchived ? 'restored' : 'archived',
            run: (run) => (isArchived ? unarchiveRun : archiveRun)(run.id),
          })
        }
      >
        <Icon size={14} aria-hidden /> {isArchived ? 'Restore' : 'Archive'}
      </Button>
      <Button size="small" onClick={() => setAsked('tag')}>
        <Tag size={14} aria-hidden /> Tag
      </Button>
      <Button size="small" variant="danger" onClick={() => setAsked('delete')}>
        <Trash2 size={14} aria-hidden /> Delete
      </Button>
      <Button size="small" variant="ghost" onClick={onDone}>
        Clear selection
      </Button>
      {asked === 'delete' && (
        <DeleteDialog
          count={runs.length}
          onClose={() => setAsked(null)}
          onDelete={(artifacts) => act.mutate({ done: 'deleted', run: (run) => deleteRun(run.id, artifacts) })}
        />
      )}
      {asked === 'tag' && (
        <TagDialog
          count={runs.length}
          onClose={() => setAsked(null)}
          onTag={(key, value) =>
            act.mutate({ done: 'tagged', run: (run) => tagRun(run.id, { ...run.tags, [key]: value }) })
          }
        />
      )}
    </>
  )
}

interface Act {
  done: string
  run: (run: RunRow) => Promise<unknown>
}

/** Do the same to each; what failed is said with the server's words, the others are done. */
function useForAll(runs: readonly RunRow[], onDone: () => void) {
  const client = useQueryClient()
  return useMutation({
    mutationFn: ({ run }: Act) => Promise.allSettled(runs.map(run)),
    onSuccess: (results, { done }) => {
      const failed = results.filter((result) => result.status === 'rejected')
      const first: unknown = failed[0]?.reason
      if (failed.length > 0) {
        const why = first instanceof Error ? first.message : String(first)
        toast.error(
          `${countText(failed.length, 'run')} not ${done}: ${why}`,
          first instanceof ApiError ? first.hint : '',
        )
      } else {
        toast.success(`${countText(runs.length, 'run')} ${done}`)
      }
      void client.invalidateQueries({ queryKey: keys.runs.all })
      onDone()
    },
  })
}

function DeleteDialog(props: { count: number; onClose: () => void; onDelete: (artifacts: boolean) => void }) {
  const [artifacts, setArtifacts] = useState(false)
  return (
    <Dialog
      title={`Delete ${countText(props.count, 'run')}?`}
      description="Their records, logs and metrics go for good. To only hide them, archive them."
      isOpen
      onClose={props.onClose}
      footer={
        <>
          <Button onClick={props.onClose}>Keep</Button>
          <Button variant="danger" onClick={() => props.onDelete(artifacts)}>
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

function TagDialog(props: { count: number; onClose: () => void; onTag: (key: string, value: string) => void }) {
  const [key, setKey] = useState('')
  const [value, setValue] = useState('')
  return (
    <Dialog
      title={`Tag ${countText(props.count, 'run')}`}
      isOpen
      onClose={props.onClose}
      footer={
        <>
          <Button onClick={props.onClose}>Cancel</Button>
          <Button variant="primary" disabled={!key.trim()} onClick={() => props.onTag(key.trim(), value.trim())}>
            Tag
          </Button>
        </>
      }
    >
      <div className="grid grid-cols-2 gap-4">
        <Field label="Name">
          {(ids) => <Input {...ids} value={key} onChange={(event) => setKey(event.target.value)} />}
        </Field>
        <Field label="Value">
          {(ids) => <Input {...ids} value={value} onChange={(event) => setValue(event.target.value)} />}
        </Field>
      </div>
    </Dialog>
  )
}
