import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { keys } from '@/api/keys'
import { ApiError } from '@/api/problem'
import { changeRun, type RunDetail } from '@/api/run'
import { Button } from '@/components/ui/button'
import { Dialog } from '@/components/ui/dialog'
import { Field, Input, TextArea } from '@/components/ui/field'
import { readTags, tagsText } from '@/features/run-form/run-choices'
import { toast } from '@/lib/toast'

/** What people call a run and say of it. */
export function EditRunDialog({ detail, onClose }: { detail: RunDetail; onClose: () => void }) {
  const [name, setName] = useState(detail.name)
  const [description, setDescription] = useState(detail.description)
  const [written, setWritten] = useState(tagsText(detail.tags))
  const client = useQueryClient()
  const { tags, error } = readTags(written)
  const save = useMutation({
    mutationFn: () => changeRun(detail.id, { name: name.trim(), description, tags }),
    onSuccess: () => {
      void client.invalidateQueries({ queryKey: keys.runs.one(detail.id) })
      void client.invalidateQueries({ queryKey: keys.runs.lists })
      onClose()
    },
    onError: (failure) => toast.error(failure.message, failure instanceof ApiError ? failure.hint : ''),
  })
  const isReady = name.trim() !== '' && !error && !save.isPending
  return (
    <Dialog
      title="Name, description and tags"
      isOpen
      onClose={onClose}
      footer={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button variant="primary" disabled={!isReady} onClick={() => save.mutate()}>
            Save
          </Button>
        </>
      }
    >
      <form
        className="flex flex-col gap-4"
        onSubmit={(event) => {
          event.preventDefault()
          if (isReady) save.mutate()
        }}
      >
        <Field label="Name">
          {(ids) => <Input {...ids} value={name} onChange={(event) => setName(event.target.value)} />}
        </Field>
        <Field label="Description">
          {(ids) => <TextArea {...ids} value={description} onChange={(event) => setDescription(event.target.value)} />}
        </Field>
        <Field label="Tags" help="One a line: name=value, or a name alone" error={error}>
          {(ids) => <TextArea {...ids} value={written} onChange={(event) => setWritten(event.target.value)} />}
        </Field>
      </form>
    </Dialog>
  )
}
