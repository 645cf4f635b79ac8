import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { keys } from '@/api/keys'
import { ApiError } from '@/api/problem'
import { deleteRun } from '@/api/run-lists'
import { Button } from '@/components/ui/button'
import { Dialog } from '@/components/ui/dialog'
import { Checkbox } from '@/components/ui/field'
import { toast } from '@/lib/toast'

/** A question before a run goes for good. */
export function DeleteRunDialog({ id, name, onClose }: { id: string; name: string; onClose: () => void }) {
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
