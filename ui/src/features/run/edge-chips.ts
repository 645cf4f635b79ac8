import type { ArtifactRow } from '@/api/models'
import type { RunGraphEdge } from '@/api/run'
import { nodeOf } from '@/domain/iterations'
import { bytesText } from '@/domain/numbers'
import { typeText } from '@/features/artifacts/artifact-chip'
import type { EdgeChip } from '@/features/graph/decoration'

/** What travels along the edges of a run: its names, and for artifacts their sizes and the way to them. */
export function edgeChips(artifacts: readonly ArtifactRow[], onOpen: (id: string) => void) {
  const made = new Map<string, ArtifactRow[]>()
  for (const artifact of artifacts) {
    if (!artifact.task) continue
    const key = `${nodeOf(artifact.task.path)} ${artifact.task.output}`
    const list = made.get(key)
    if (list) list.push(artifact)
    else made.set(key, [artifact])
  }
  return (edges: readonly RunGraphEdge[]): readonly EdgeChip[] =>
    edges.flatMap(({ source, items }) =>
      items.map(({ output, input, type }): EdgeChip => {
        const found = made.get(`${source} ${output}`) ?? []
        const only = found.length === 1 ? found[0] : undefined
        const name = output.replace(/^pipelinechannel--/, '')
        return {
          key: `${output} ${input}`,
          label: name,
          detail: sizeText(found),
          title: `${name} → ${input} (${typeText(type)})`,
          ...(only ? { onOpen: () => onOpen(only.id) } : {}),
        }
      }),
    )
}

function sizeText(artifacts: readonly ArtifactRow[]): string {
  const sizes = artifacts.flatMap(({ size_bytes: size }) => (size === null ? [] : [size]))
  const total = bytesText(sizes.reduce((sum, size) => sum + size, 0))
  if (artifacts.length > 1) return `×${artifacts.length}${sizes.length ? ` ${total}` : ''}`
  return sizes.length ? total : ''
}
