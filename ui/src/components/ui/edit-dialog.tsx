import { useId, useState } from 'react'
import { Button } from './button'
import { Dialog } from './dialog'
import { Field, Input, TextArea } from './field'

export interface Described {
  name: string
  description: string
}

interface EditDialogProps {
  title: string
  start: Described
  error: Error | null
  isPending: boolean
  onClose: () => void
  onSave: (next: Described) => void
}

/** What people call something, and what they say of it. */
export function EditDialog({ title, start, error, isPending, onClose, onSave }: EditDialogProps) {
  const form = useId()
  const [name, setName] = useState(start.name)
  const [description, setDescription] = useState(start.description)
  const canSave = name.trim() !== '' && !isPending
  return (
    <Dialog
      title={title}
      isOpen
      onClose={onClose}
      footer={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button variant="primary" type="submit" form={form} disabled={!canSave}>
            Save
          </Button>
        </>
      }
    >
      <form
        id={form}
        className="flex flex-col gap-4"
        onSubmit={(event) => {
          event.preventDefault()
          if (canSave) onSave({ name: name.trim(), description })
        }}
      >
        <Field label="Name" error={error?.message}>
          {(ids) => <Input {...ids} value={name} onChange={(event) => setName(event.target.value)} />}
        </Field>
        <Field label="Description">
          {(ids) => (
            <TextArea {...ids} rows={2} value={description} onChange={(event) => setDescription(event.target.value)} />
          )}
        </Field>
      </form>
    </Dialog>
  )
}

interface ConfirmDialogProps {
  title: string
  /** What goes, and what stays. */
  description: string
  action: string
  error: Error | null
  isPending: boolean
  onClose: () => void
  onConfirm: () => void
}

/** A question before something goes for good. */
export function ConfirmDialog(props: ConfirmDialogProps) {
  const { title, description, action, error, isPending, onClose, onConfirm } = props
  return (
    <Dialog
      title={title}
      description={description}
      isOpen
      onClose={onClose}
      footer={
        <>
          <Button onClick={onClose}>Keep</Button>
          <Button variant="danger" disabled={isPending} onClick={onConfirm}>
            {action}
          </Button>
        </>
      }
    >
      {error && (
        <p role="alert" className="text-failed">
          {error.message}
        </p>
      )}
    </Dialog>
  )
}
