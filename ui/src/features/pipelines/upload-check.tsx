import type { PipelineCheck } from '@/api/pipelines'
import { Chip } from '@/components/ui/chip'
import { ErrorState } from '@/components/ui/error-state'
import { Skeleton } from '@/components/ui/skeleton'
import { INPUT_TYPES } from '@/domain/form'
import { countText } from '@/domain/numbers'
import { PipelineDrawing } from './pipeline-drawing'
import { ProblemList } from './problem-list'

interface UploadCheckProps {
  check: PipelineCheck | undefined
  error: Error | null
  onRetry: () => void
  onGo: (place: { line: number; column: number | null }) => void
}

/** What the file holds: its graph and inputs, or what is wrong with it. */
export function UploadCheck({ check, error, onRetry, onGo }: UploadCheckProps) {
  if (error) return <ErrorState what="check the file" error={error} onRetry={onRetry} />
  if (!check) return <Skeleton className="m-4 min-h-48 flex-1" />
  return (
    <section aria-label="What the file holds" className="flex min-h-64 flex-1 flex-col">
      {check.problems.length > 0 && (
        <div className="p-4">
          <ProblemList problems={check.problems} onGo={onGo} />
        </div>
      )}
      {check.graph && (
        <>
          <div className="flex flex-col gap-1 px-6 py-3">
            <p className="flex items-baseline gap-2">
              <span className="font-semibold text-section">{check.name}</span>
              <span className="text-dense text-ink-3">{countText(check.graph.nodes.length, 'node')}</span>
            </p>
            {check.description && <p className="text-ink-2">{check.description}</p>}
            {check.inputs.length > 0 && (
              <ul className="mt-1 flex max-h-20 flex-wrap gap-1.5 overflow-y-auto" aria-label="Inputs">
                {check.inputs.map((input) => (
                  <li key={input.name} title={input.description || INPUT_TYPES[input.type]}>
                    <Chip isMono>{input.optional ? `${input.name}?` : input.name}</Chip>
                  </li>
                ))}
              </ul>
            )}
          </div>
          <div className="flex min-h-56 flex-1 border-border border-y">
            <PipelineDrawing
              key={check.graph.structure_tag}
              graph={check.graph}
              selected={null}
              onSelect={() => undefined}
            />
          </div>
        </>
      )}
    </section>
  )
}
