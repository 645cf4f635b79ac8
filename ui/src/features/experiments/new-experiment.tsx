import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { createExperiment, type ExperimentRow } from '@/api/experiments'
import { keys } from '@/api/keys'
import { Button } from '@/components/ui/button'
import { Dialog } from '@/components/ui/dialog'
import { Field, Input } from '@/components/ui/field'

interface NewExperimentProps {
  onClose: () => void
  onMade: (experiment: ExperimentRow) => void
}

/** The dialog that makes an experiment. */
export function NewExperiment({ onClose, onMade }: NewExperimentProps) {
  const client = useQueryClient()
  const [name, setName] = useState('')
  const [description, setDescription] = useState('')
  const create = useMutation({
    mutationFn: () => createExperiment(name.trim(), description),
    onSuccess: (made) => {
      void client.invalidateQueries({ queryKey: keys.experiments.all })
      onMade(made)
    },
  })
  return (
    <Dialog
      title="New experiment"
      isOpen
      onClose={onClose}
      footer={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button
            variant="primary"
            type="submit"
            form="new-experiment"
            disabled={name.trim() === '' || create.isPending}
          >
            Create
          </Button>
        </>
      }
    >
      <form
        id="new-experiment"
        className="flex flex-col gap-4"
        onSubmit={(event) => {
          event.preventDefault()
          if (name.trim() !== '') create.mutate()
        }}
      >
        <Field label="Name" error={create.error?.message}>
          {(ids) => <Input {...ids} value={name} onChange={(event) => setName(event.target.value)} />}
        </Field>
        <Field label="Description">
          {(ids) => <Input {...ids} value={description} onChange={(event) => setDescription(event.target.value)} />}
        </Field>
      </form>
    </Dialog>
  )
}
