import type { Classification } from '@/api/models'
import { grouped } from '@/domain/grouped'
import { nodeOf } from '@/domain/iterations'

/** One list per artifact: the whole data first, then its slices. */
export function slicesOf(classification: readonly Classification[]): Classification[][] {
  return [...grouped(classification, (item) => `${item.path} ${item.artifact_id}`).values()].map((slices) =>
    slices.sort((a, b) => (a.slice ?? '').localeCompare(b.slice ?? '')),
  )
}

/** One list per classifier: what the iterations of a loop gave stands together, iteration by iteration. */
export function classifiersOf(classification: readonly Classification[]): Classification[][] {
  const seen = new Map<string, number>()
  const keyed = slicesOf(classification).map((slices) => {
    const path = slices[0]?.path ?? ''
    const number = seen.get(path) ?? 0
    seen.set(path, number + 1)
    return { path, key: `${nodeOf(path)} ${number}`, slices }
  })
  keyed.sort((a, b) => a.path.localeCompare(b.path, 'en', { numeric: true }))
  return [...grouped(keyed, ({ key }) => key).values()].map((members) => members.flatMap(({ slices }) => slices))
}
