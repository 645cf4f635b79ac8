import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { Ellipsis, FileX2, Pencil, Trash2 } from 'lucide-react'
import { useState } from 'react'
import { keys } from '@/api/keys'
import { changePipeline, deletePipeline, type PipelineDetail, type VersionRow } from '@/api/pipelines'
import { deleteVersion } from '@/api/versions'
import { Button } from '@/components/ui/button'
import { ConfirmDialog, EditDialog } from '@/components/ui/edit-dialog'
import { Menu } from '@/components/ui/menu'
import { countText } from '@/domain/numbers'

interface PipelineMenuProps {
  pipeline: PipelineDetail
  version: VersionRow | undefined
}

/** What else can be done with a pipeline. */
export function PipelineMenu({ pipeline, version }: PipelineMenuProps) {
  const client = useQueryClient()
  const navigate = useNavigate()
  const [asked, setAsked] = useState<'edit' | 'version' | 'pipeline' | null>(null)
  const done = (to?: '/pipelines') => {
    setAsked(null)
    if (to) void navigate({ to })
    else void navigate({ to: '.', search: {} as never })
    void client.invalidateQueries({ queryKey: keys.pipelines.all })
  }
  const edit = useMutation({
    mutationFn: ({ name, description }: { name: string; description: string }) =>
      changePipeline(pipeline.id, { display_name: name, description }),
    onSuccess: () => {
      setAsked(null)
      void client.invalidateQueries({ queryKey: keys.pipelines.all })
    },
  })
  const removeVersion = useMutation({
    mutationFn: () => deleteVersion(pipeline.id, version?.id ?? ''),
    onSuccess: () => done(),
  })
  const remove = useMutation({ mutationFn: () => deletePipeline(pipeline.id), onSuccess: () => done('/pipelines') })
  const close = () => setAsked(null)
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
            label: `Delete version ${version?.display_name ?? ''}…`,
            icon: <FileX2 size={14} />,
            isDanger: true,
            isDisabled: version === undefined,
            startsGroup: true,
            onSelect: () => setAsked('version'),
          },
          {
            label: 'Delete pipeline…',
            icon: <Trash2 size={14} />,
            isDanger: true,
            onSelect: () => setAsked('pipeline'),
          },
        ]}
      />
      {asked === 'edit' && (
        <EditDialog
          title="Rename or describe"
          start={{ name: pipeline.display_name, description: pipeline.description }}
          error={edit.error}
          isPending={edit.isPending}
          onClose={close}
          onSave={(next) => edit.mutate(next)}
        />
      )}
      {asked === 'version' && version && (
        <ConfirmDialog
          title={`Delete version ${version.display_name}?`}
          description="The file of this version goes for good. Its runs stay, with the file that each was made of."
          action="Delete"
          error={removeVersion.error}
          isPending={removeVersion.isPending}
          onClose={close}
          onConfirm={() => removeVersion.mutate()}
        />
      )}
      {asked === 'pipeline' && (
        <ConfirmDialog
          title={`Delete ${pipeline.display_name}?`}
          description={`${countText(pipeline.version_list.length, 'version')} go for good. Its runs stay, with the file that each was made of.`}
          action="Delete"
          error={remove.error}
          isPending={remove.isPending}
          onClose={close}
          onConfirm={() => remove.mutate()}
        />
      )}
    </>
  )
}
