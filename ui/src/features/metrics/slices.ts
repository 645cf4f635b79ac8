import type { Classification } from '@/api/models'
import { grouped } from '@/domain/grouped'

/** One list per artifact: the whole data first, then its slices. */
export function slicesOf(classification: readonly Classification[]): Classification[][] {
  return [...grouped(classification, (item) => `${item.path} ${item.artifact_id}`).values()].map((slices) =>
    slices.sort((a, b) => (a.slice ?? '').localeCompare(b.slice ?? '')),
  )
}
