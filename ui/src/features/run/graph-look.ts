import { CircleDashed, Repeat, Split, Workflow } from 'lucide-react'
import type { RunGraphEdge, RunGraphNode, TaskRow } from '@/api/run'
import { itemCount } from '@/domain/ahead'
import { durationText } from '@/domain/durations'
import { isWithin, iterationNumber } from '@/domain/iterations'
import { countStates, isLeaf, isRetrying, stateOfMany } from '@/domain/run-tasks'
import { isFinal, toneOf, wordOf } from '@/domain/states'
import type { Decoration, TonePart } from '@/features/graph/decoration'
import { containers, isGroup, type Structure } from '@/graph/structure'
import { waitingText } from './waiting'

const GROUP_ICONS = { loop: Repeat, condition: Split, branches: Split, pipeline: Workflow } as const

type RunStructure = Structure<RunGraphNode, RunGraphEdge>

/** What the looks of a graph follow from. */
export interface Seen {
  structure: RunStructure
  tasks: ReadonlyMap<string, readonly TaskRow[]>
  /** The iterations that are looked at; all where there are none. */
  chosen: readonly string[]
  isRunFinal: boolean
  /** How far tasks are that run, by their paths. */
  steps?: ReadonlyMap<string, string>
}

/** How the nodes of a graph look, given the tasks of a run. Looks that are the same as before keep their identity. */
export function looksOf(seen: Seen, before: ReadonlyMap<string, Decoration>): Map<string, Decoration> {
  const { structure, chosen } = seen
  const inside = leavesInside(seen)
  const looks = new Map<string, Decoration>()
  for (const node of structure.nodes) {
    const rows = seen.tasks.get(node.id) ?? []
    const own = rows.filter((task) => !isIteration(task) && isWithin(task.path, chosen))
    const look = isGroup(structure, node.id)
      ? groupLook(node, { own, inside: inside.get(node.id) ?? [], iterations: rows.filter(isIteration) }, seen)
      : taskLook(node, own, seen)
    const old = before.get(node.id)
    looks.set(node.id, old && JSON.stringify(old) === JSON.stringify(look) ? old : look)
  }
  return looks
}

function isIteration(task: TaskRow): boolean {
  return task.kind === 'iteration'
}

/** The tasks that lie in each group, at any depth. */
function leavesInside({ structure, tasks, chosen }: Seen): Map<string, TaskRow[]> {
  const inside = new Map<string, TaskRow[]>()
  for (const node of structure.nodes) {
    const leaves = (tasks.get(node.id) ?? []).filter((task) => isLeaf(task) && isWithin(task.path, chosen))
    if (leaves.length === 0) continue
    for (const group of containers(structure, node.id)) {
      const list = inside.get(group)
      if (list) list.push(...leaves)
      else inside.set(group, [...leaves])
    }
  }
  return inside
}

function taskLook(node: RunGraphNode, tasks: readonly TaskRow[], seen: Seen): Decoration {
  const only = tasks.length === 1 ? tasks[0] : undefined
  if (only) return oneLook(node, only, seen)
  if (tasks.length === 0) return absentLook(node, seen)
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

function oneLook(node: RunGraphNode, task: TaskRow, { structure, steps }: Seen): Decoration {
  const facts = { cached: task.cached, retrying: isRetrying(task) }
  const isRunning = task.state === 'RUNNING'
  const step = isRunning ? steps?.get(task.path) : undefined
  const subtitle = [subtitleOf(task, structure), step].filter(Boolean).join(' · ')
  return {
    title: node.name,
    ...(task.iterations.length > 0 ? { count: `#${iterationNumber(task)}` } : {}),
    subtitle,
    since: isRunning ? task.started_at : null,
    tone: toneOf(task.state, facts),
    isFaint: task.state === 'SKIPPED',
    label: [node.name, wordOf(task.state, facts).toLowerCase(), subtitle].filter(Boolean).join(', '),
  }
}

/** The one thing to know of a task now. */
function subtitleOf(task: TaskRow, structure: RunStructure): string {
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
  if (task.state === 'SKIPPED') return skippedText(task, structure)
  return task.failure?.message ?? wordOf(task.state).toLowerCase()
}

/** Why a task was skipped, with the names that people gave in the place of the file's. */
function skippedText(task: TaskRow, structure: RunStructure): string {
  const message = task.failure?.message
  if (!message) return 'skipped'
  const parent = task.parent ?? ''
  const named = message.replace(/^Task '([^']+)' /, (_, name: string) => {
    const before = structure.byId.get(`${parent.replaceAll(/\[\d+\]/g, '')}/${name}`)
    return `${before?.name ?? name} `
  })
  return `skipped: ${named}`
}

function absentLook(node: RunGraphNode, { structure, tasks, isRunFinal }: Seen): Decoration {
  if (!isRunFinal) {
    const subtitle = waitingText(structure, tasks, node.id)
    return { title: node.name, subtitle, tone: 'pending', label: `${node.name}, ${subtitle}` }
  }
  const isLeftOut = containers(structure, node.id).some((group) => tasks.get(group)?.[0]?.state === 'SKIPPED')
  const subtitle = isLeftOut ? 'skipped' : 'not reached'
  return { title: node.name, subtitle, tone: 'skipped', isFaint: true, label: `${node.name}, ${subtitle}` }
}

interface GroupTasks {
  own: readonly TaskRow[]
  inside: readonly TaskRow[]
  iterations: readonly TaskRow[]
}

function groupLook(node: RunGraphNode, { own, inside, iterations }: GroupTasks, seen: Seen): Decoration {
  const picked = iterations.filter((task) => seen.chosen.includes(task.path))
  const all = [picked, own, inside, iterations].find((rows) => rows.length > 0)
  if (!all) return { ...absentLook(node, seen), icon: iconOf(node) }
  const state = stateOfMany(all.map((task) => task.state))
  const isCached = inside.length > 0 && inside.every((task) => task.cached)
  const subtitle = picked.length > 0 ? '' : groupSubtitle(node, { own, inside, iterations })
  const spoken = [subtitle, node.condition && conditionText(node.condition, own)].filter(Boolean)
  return {
    title: node.name,
    ...countOf(node, iterations, picked),
    subtitle,
    tone: toneOf(state, { cached: isCached }),
    bar: barOf(inside),
    isFaint: state === 'SKIPPED',
    label: [node.name, node.kind.replace('_', ' '), wordOf(state, { cached: isCached }).toLowerCase(), ...spoken].join(
      ', ',
    ),
  }
}

/** The condition of a group, and that it did not hold where that is why it was skipped. */
export function conditionText(condition: string, own: readonly TaskRow[]): string {
  const isFalse = own.length > 0 && own.every((task) => task.failure?.reason === 'ConditionFalse')
  return isFalse ? `${condition} was false` : `if ${condition}`
}

function countOf(node: RunGraphNode, iterations: readonly TaskRow[], picked: readonly TaskRow[]): { count?: string } {
  if (node.kind !== 'loop' || iterations.length === 0) return {}
  const only = picked[0]
  const total = Math.max(iterations.length, itemCount(node.items) ?? 0)
  return { count: only ? `#${iterationNumber(only)} of ${total}` : `×${total}` }
}

function groupSubtitle(node: RunGraphNode, { own, inside, iterations }: GroupTasks): string {
  if (own.length > 0 && own.every((task) => task.state === 'SKIPPED')) {
    return 'skipped'
  }
  const counted = node.kind === 'loop' ? iterations : inside
  if (counted.length === 0) return ''
  const done = counted.filter((task) => isFinal(task.state)).length
  if (node.kind !== 'loop') return `${done} of ${counted.length} done`
  const total = itemCount(node.items)
  const mayOpenMore = node.parallelism !== null && own.some((task) => !isFinal(task.state))
  if (total === null && mayOpenMore) return `${done} done, ${counted.length - done} under way`
  return `${done} of ${Math.max(counted.length, total ?? 0)} done`
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
