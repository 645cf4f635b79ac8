import { useQuery } from '@tanstack/react-query'
import { Play } from 'lucide-react'
import { keys } from '@/api/keys'
import type { Page, RunRow } from '@/api/models'
import { read } from '@/api/request'
import { Button } from '@/components/ui/button'
import { CodeBlock } from '@/components/ui/code-block'
import { EmptyState } from '@/components/ui/empty-state'
import { countText } from '@/domain/numbers'

/** No rows: either there are no runs at all, or filters hide them, which it names. */
export function NoRuns({ filters, onClear }: { filters: readonly string[]; onClear: () => void }) {
  const isFiltered = filters.length > 0
  const all = useQuery({
    queryKey: keys.runs.list({ page_size: 1 }),
    queryFn: ({ signal }) => read<Page<RunRow>>('/runs', { page_size: 1 }, signal),
    enabled: isFiltered,
  }).data?.total_size
  if (!isFiltered) {
    return (
      <EmptyState title="No runs yet" icon={<Play size={28} aria-hidden />}>
        <p className="mb-3">A run is one execution of a pipeline. Start one from a pipeline's page, or from a shell:</p>
        <CodeBlock label="Command" code="penstock run my_pipeline.py" className="text-left" />
      </EmptyState>
    )
  }
  return (
    <EmptyState
      title={all ? `0 of ${countText(all, 'run')} match` : 'No run matches'}
      action={<Button onClick={onClear}>{filters.length > 1 ? 'Clear the filters' : 'Clear the filter'}</Button>}
    >
      <em>{filters.join(' · ')}</em>
    </EmptyState>
  )
}
