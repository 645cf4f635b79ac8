import type { Preview } from '@/api/models'
import { ClassificationCard } from '@/features/metrics/classification-card'
import { ScalarsTable } from '@/features/metrics/scalars-table'
import { slicesOf } from '@/features/metrics/slices'

/** An artifact of numbers. */
export function MeasuredView({ preview }: { preview: Preview }) {
  const scalars = preview.metrics ?? []
  return (
    <div className="flex flex-col gap-4 p-4">
      {scalars.length > 0 && <ScalarsTable scalars={scalars} series={[]} />}
      {slicesOf(preview.classification ?? []).map((slices) => (
        <ClassificationCard key={`${slices[0]?.path} ${slices[0]?.artifact_id}`} slices={slices} />
      ))}
    </div>
  )
}
