import { CircleDashed, Repeat, Split, Workflow } from 'lucide-react'
import type { RunGraphNode, TaskRow } from '@/api/run'
import { durationText } from '@/domain/durations'
import { countStates, isLeaf, isRetrying, stateOfMany } from '@/domain/run-tasks'
import { isFinal, toneOf, wordOf } from '@/domain/states'
import type { Decoration, TonePart } from '@/features/graph/decoration'

const GROUP_ICONS = { loop: Repeat, condition: Split, branches: Split, pipeline: Workflow } as const

/** How the nodes of a graph look, given the tasks of a run. Looks that are the same as before keep their identity. */
export function looksOf(
  nodes: readonly RunGraphNode[],
  tasks: ReadonlyMap<string, readonly TaskRow[]>,
  isRunFinal: boolean,
  before: ReadonlyMap<string, Decoration>,
): Map<string, Decoration> {
  const groups = new Set(nodes.map((node) => node.parent))
  const inside = leavesInside(nodes, tasks)
  const looks = new Map<string, Decoration>()
  for (const node of nodes) {
    const own = (tasks.get(node.id) ?? []).filter((task) => task.kind !== 'iteration')
    const look = groups.has(node.id)
      ? groupLook(node, own, inside.get(node.id) ?? [], tasks.get(node.id)?.filter(isIteration) ?? [], isRunFinal)
      : taskLook(node, own, isRunFinal)
    const old = before.get(node.id)
    looks.set(node.id, old && JSON.stringify(old) === JSON.stringify(look) ? old : look)
  }
  return looks
}

function isIteration(task: TaskRow): boolean {
  return task.kind === 'iteration'
}

/** The tasks that lie in each group, at any depth. */
function leavesInside(
  nodes: readonly RunGraphNode[],
  tasks: ReadonlyMap<string, readonly TaskRow[]>,
): Map<string, TaskRow[]> {
  const parents = new Map(nodes.map((node) => [node.id, node.parent]))
  const inside = new Map<string, TaskRow[]>()
  for (const node of nodes) {
    const leaves = (tasks.get(node.id) ?? []).filter(isLeaf)
    for (let group = node.parent; group !== null && leaves.length > 0; group = parents.get(group) ?? null) {
      inside.set(group, [...(inside.get(group) ?? []), ...leaves])
    }
  }
  return inside
}

function taskLook(node: RunGraphNode, tasks: readonly TaskRow[], isRunFinal: boolean): Decoration {
  const only = tasks.length === 1 ? tasks[0] : undefined
  if (only) return oneLook(node, only)
  if (tasks.length === 0) return absentLook(node, isRunFinal)
  const state = stateOfMany(tasks.map((task) => task.state))
  const cached = tasks.every((task) => task.cached)
  const done = tasks.filter((task) => isFinal(task.state)).length
  const failed = tasks.filter((task) => task.state === 'FAILED').length
  const subtitle = failed > 0 ? `${failed} of ${tasks.length} failed` : `${done} of ${tasks.length} done`
  return {
    title: node.name,
    count: `×${tasks.length}`,
    subtitle,
    tone: toneOf(state, { cached, retrying: tasks.some(isRetrying) }),
    bar: barOf(tasks),
    label: `${node.name}, ${wordOf(state, { cached }).toLowerCase()}, ${subtitle}`,
  }
}

function oneLook(node: RunGraphNode, task: TaskRow): Decoration {
  const facts = { cached: task.cached, retrying: isRetrying(task) }
  const isRunning = task.state === 'RUNNING'
  const subtitle = subtitleOf(task)
  return {
    title: node.name,
    subtitle,
    since: isRunning ? task.started_at : null,
    tone: toneOf(task.state, facts),
    isFaint: task.state === 'SKIPPED',
    label: [node.name, wordOf(task.state, facts).toLowerCase(), subtitle].filter(Boolean).join(', '),
  }
}

/** The one thing to know of a task now. */
export function subtitleOf(task: TaskRow): string {
  if (task.state === 'FAILED') {
    const tries = task.attempts > 1 ? ` · ${task.attempts} attempts` : ''
    return task.exit_code === null ? `failed${tries}` : `exit ${task.exit_code}${tries}`
  }
  if (task.cached) {
    const saved = task.cached_from?.saved_seconds
    return saved ? `cached · saved ${durationText(saved)}` : 'cached'
  }
  if (task.state === 'RUNNING') return task.attempts > 1 ? `attempt ${task.attempts}` : ''
  if (task.state === 'SUCCEEDED') return durationText(task.seconds)
  return task.failure?.message ?? wordOf(task.state).toLowerCase()
}

function absentLook(node: RunGraphNode, isRunFinal: boolean): Decoration {
  const subtitle = isRunFinal ? 'not reached' : 'waiting'
  const tone = isRunFinal ? 'skipped' : 'pending'
  return { title: node.name, subtitle, tone, isFaint: isRunFinal, label: `${node.name}, ${subtitle}` }
}

function groupLook(
  node: RunGraphNode,
  own: readonly TaskRow[],
  inside: readonly TaskRow[],
  iterations: readonly TaskRow[],
  isRunFinal: boolean,
): Decoration {
  const all = own.length > 0 ? own : inside
  if (all.length === 0 && iterations.length === 0) {
    return { ...absentLook(node, isRunFinal), icon: iconOf(node), subtitle: node.condition ?? 'not reached' }
  }
  const state = stateOfMany((all.length > 0 ? all : iterations).map((task) => task.state))
  const isCached = inside.length > 0 && inside.every((task) => task.cached)
  const subtitle = groupSubtitle(node, inside, iterations)
  return {
    title: node.name,
    ...(node.kind === 'loop' && iterations.length > 0 ? { count: `×${iterations.length}` } : {}),
    subtitle,
    tone: toneOf(state, { cached: isCached }),
    bar: barOf(inside),
    isFaint: state === 'SKIPPED',
    label: `${node.name}, ${node.kind}, ${wordOf(state, { cached: isCached }).toLowerCase()}, ${subtitle}`,
  }
}

function groupSubtitle(node: RunGraphNode, inside: readonly TaskRow[], iterations: readonly TaskRow[]): string {
  if (node.kind === 'loop') {
    const done = iterations.filter((task) => isFinal(task.state)).length
    return iterations.length === 0 ? (node.items ?? '') : `${done} of ${iterations.length} done`
  }
  const done = inside.filter((task) => isFinal(task.state)).length
  if (node.condition) return node.condition
  return `${done} of ${inside.length} done`
}

function iconOf(node: RunGraphNode) {
  return GROUP_ICONS[node.kind as keyof typeof GROUP_ICONS] ?? CircleDashed
}

function barOf(tasks: readonly TaskRow[]): TonePart[] {
  return [...countStates(tasks)].map(([state, count]) => ({
    tone: state === 'CACHED' ? 'cached' : toneOf(state),
    count,
  }))
}
