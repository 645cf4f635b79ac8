import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { Workflow } from 'lucide-react'
import { recentPipelinesOptions } from '@/api/pipelines'
import { buttonClass } from '@/components/ui/button'
import { EmptyState } from '@/components/ui/empty-state'
import { PickerList } from '@/components/ui/picker'

const MOST_CHOICES = 200

/** What to run, where the address does not say it. */
export function ChoosePipeline({ text, onChoose }: { text: string; onChoose: (id: string) => void }) {
  const known = useQuery(recentPipelinesOptions(MOST_CHOICES)).data?.items ?? []
  return (
    <div className="min-h-0 overflow-auto">
      <EmptyState
        title={known.length > 0 ? 'Choose a pipeline' : 'No pipelines yet'}
        icon={<Workflow size={28} aria-hidden />}
        action={
          <Link to="/pipelines/upload" className={buttonClass(known.length > 0 ? {} : { variant: 'primary' })}>
            {known.length > 0 ? 'Upload another' : 'Upload a pipeline'}
          </Link>
        }
      >
        <p className="mb-4">{text}</p>
        {known.length > 0 && (
          <div className="flex max-h-96 w-96 max-w-full flex-col text-left">
            <PickerList
              placeholder="Find a pipeline"
              nothing="No pipeline has that name"
              options={known.map((item) => ({ value: item.id, label: item.display_name, hint: item.description }))}
              onChoose={onChoose}
            />
          </div>
        )}
      </EmptyState>
    </div>
  )
}
