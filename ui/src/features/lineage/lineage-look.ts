/** How the nodes of a lineage look. */
import { ListTree } from 'lucide-react'
import type { LineageNode } from '@/api/models'
import type { Folded } from '@/domain/lineage'
import { bytesText } from '@/domain/numbers'
import { toneOf, wordOf } from '@/domain/states'
import { artifactIcon, typeText } from '@/features/artifacts/artifact-chip'
import type { Decoration } from '@/features/graph/decoration'

export function lineageLooks(
  nodes: readonly (LineageNode | Folded<LineageNode>)[],
  center: string,
): ReadonlyMap<string, Decoration> {
  return new Map(nodes.map((node) => [node.id, lookOf(node, node.id === center)]))
}

function lookOf(node: LineageNode | Folded<LineageNode>, isCenter: boolean): Decoration {
  if (node.kind === 'folded') return foldedLook(node)
  if (node.kind === 'task') {
    const word = wordOf(node.state, { cached: node.cached }).toLowerCase()
    return {
      title: node.name,
      subtitle: node.run.name,
      tone: toneOf(node.state, { cached: node.cached }),
      label: `${node.name}, task of ${node.run.name}, ${word}`,
    }
  }
  const { name, type, size_bytes: size, run } = node.artifact
  const facts = [typeText(type), size === null ? '' : bytesText(size)].filter(Boolean).join(' · ')
  return {
    title: name,
    subtitle: facts,
    tone: null,
    icon: artifactIcon(type),
    label: [name, isCenter ? `${facts}, the centre` : facts, run ? `of ${run.name}` : ''].filter(Boolean).join(', '),
  }
}

function foldedLook({ members, direction }: Folded<LineageNode>): Decoration {
  const kinds = new Set(members.map((member) => member.kind))
  const what = kinds.size > 1 ? 'tasks and artifacts' : kinds.has('task') ? 'tasks' : 'artifacts'
  const subtitle = direction === 'up' ? `${what} that lead here` : `${what} that follow`
  return {
    title: `${members.length} more`,
    subtitle,
    tone: null,
    icon: ListTree,
    label: `${members.length} more ${subtitle}: show them`,
  }
}
