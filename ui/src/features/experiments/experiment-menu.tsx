import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { Archive, ArchiveRestore, Ellipsis, Pencil, Trash2 } from 'lucide-react'
import { useState } from 'react'
import { archiveExperiment, changeExperiment, deleteExperiment, type ExperimentRow } from '@/api/experiments'
import { keys } from '@/api/keys'
import { Button } from '@/components/ui/button'
import { ConfirmDialog, EditDialog } from '@/components/ui/edit-dialog'
import { Menu } from '@/components/ui/menu'
import { toast } from '@/lib/toast'

/** What else can be done with an experiment. */
export function ExperimentMenu({ experiment }: { experiment: ExperimentRow }) {
  const client = useQueryClient()
  const navigate = useNavigate()
  const [asked, setAsked] = useState<'edit' | 'delete' | null>(null)
  const isArchived = experiment.storage_state === 'ARCHIVED'
  const changed = () => {
    setAsked(null)
    void client.invalidateQueries({ queryKey: keys.experiments.all })
    void client.invalidateQueries({ queryKey: keys.runs.lists })
  }
  const edit = useMutation({
    mutationFn: (next: { name: string; description: string }) => changeExperiment(experiment.id, next),
    onSuccess: changed,
  })
  const archive = useMutation({
    mutationFn: () => archiveExperiment(experiment.id, isArchived),
    onSuccess: changed,
    onError: (error) => toast.error(error.message),
  })
  const remove = useMutation({
    mutationFn: () => deleteExperiment(experiment.id),
    onSuccess: () => {
      void navigate({ to: '/experiments' })
      changed()
    },
  })
  return (
    <>
      <Menu
        trigger={
          <Button aria-label="More" size="icon-medium">
            <Ellipsis size={16} aria-hidden />
          </Button>
        }
        items={[
          { label: 'Rename or describe…', icon: <Pencil size={14} />, onSelect: () => setAsked('edit') },
          {
            label: isArchived ? 'Take out of the archive' : 'Archive with its runs',
            icon: isArchived ? <ArchiveRestore size={14} /> : <Archive size={14} />,
            onSelect: () => archive.mutate(),
          },
          {
            label: 'Delete experiment…',
            icon: <Trash2 size={14} />,
            isDanger: true,
            startsGroup: true,
            onSelect: () => setAsked('delete'),
          },
        ]}
      />
      {asked === 'edit' && (
        <EditDialog
          title="Rename or describe"
          start={{ name: experiment.name, description: experiment.description }}
          error={edit.error}
          isPending={edit.isPending}
          onClose={() => setAsked(null)}
          onSave={(next) => edit.mutate(next)}
        />
      )}
      {asked === 'delete' && (
        <ConfirmDialog
          title={`Delete ${experiment.name}?`}
          description="The experiment goes for good; its runs stay, without an experiment."
          action="Delete"
          error={remove.error}
          isPending={remove.isPending}
          onClose={() => setAsked(null)}
          onConfirm={() => remove.mutate()}
        />
      )}
    </>
  )
}
