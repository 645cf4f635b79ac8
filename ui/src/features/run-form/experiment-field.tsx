import { useQuery } from '@tanstack/react-query'
import { Plus } from 'lucide-react'
import { useState } from 'react'
import { experimentChoicesOptions } from '@/api/experiments'
import { IconButton } from '@/components/ui/button'
import { Field } from '@/components/ui/field'
import { Select } from '@/components/ui/select'
import { NewExperiment } from '@/features/experiments/new-experiment'

/** The experiment that a run belongs to: one that there is, or a new one. */
export function ExperimentField({ value, onChange }: { value: string; onChange: (id: string) => void }) {
  const [isCreating, setCreating] = useState(false)
  const known = useQuery(experimentChoicesOptions()).data?.items ?? []
  const own = known.filter((item) => item.name !== 'Default')
  const options = [{ value: '', label: 'Default' }, ...own.map((item) => ({ value: item.id, label: item.name }))]
  const standard = known.find((item) => item.name === 'Default')?.id
  return (
    <>
      <Field label="Experiment">
        {(ids) => (
          <span className="flex gap-1">
            <Select
              {...ids}
              options={options}
              value={value === standard ? '' : value}
              onChange={onChange}
              className="min-w-0 flex-1"
            />
            <IconButton
              label="New experiment"
              icon={<Plus size={16} />}
              variant="secondary"
              size="icon-medium"
              onClick={() => setCreating(true)}
            />
          </span>
        )}
      </Field>
      {isCreating && (
        <NewExperiment
          onClose={() => setCreating(false)}
          onMade={(experiment) => {
            onChange(experiment.id)
            setCreating(false)
          }}
        />
      )}
    </>
  )
}
