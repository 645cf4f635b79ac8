/** The grid of a pipeline: its tasks as a tree by its newest runs, and what can be read off a row. */
import { grouped } from './grouped'
import { isFinal } from './states'

export interface GridTask {
  node: string
  name: string
  parent: string | null
}

export interface GridCell {
  state: string
  seconds: number | null
  cached: boolean
}

export interface GridRow {
  /** The node of the graph. */
  node: string
  name: string
  depth: number
  isGroup: boolean
  /** The tasks that the row tells of: itself, or all that lie in the group. */
  tasks: readonly string[]
}

type Cells = Readonly<Record<string, GridCell>>

/** The state that a group has if any of its tasks has it, the most telling first. */
const WORST = ['FAILED', 'RUNNING', 'PAUSED', 'CANCELING', 'CANCELED', 'PENDING', 'SUCCEEDED', 'SKIPPED']

interface Branch {
  node: string
  name: string
  rank: number
  branches: Map<string, Branch>
  isTask: boolean
}

/**
 * The rows of the tree from top to bottom, without what lies in closed groups. `known` are the nodes of the graph in its
 * order, with their names; what the graph does not have any more stands at the end.
 */
export function gridRows(
  tasks: readonly GridTask[],
  known: ReadonlyMap<string, string>,
  closed: ReadonlySet<string>,
): GridRow[] {
  const ranks = new Map([...known.keys()].map((node, index) => [node, index]))
  const root = branchOf('', '', 0)
  for (const task of tasks) grow(root, task, known, ranks)
  return rowsBelow(root, 0, closed)
}

interface Nodes {
  nodes: readonly { id: string; name: string; parent: string | null }[]
  edges: readonly { source: string; target: string }[]
}

/** The names of a graph's nodes, each after what it waits for. */
export function namesInOrder({ nodes, edges }: Nodes): Map<string, string> {
  const names = new Map(nodes.map((node) => [node.id, node.name]))
  const pairs = edges
    .map(({ source, target }) => siblings(source, target))
    .filter(([before, after]) => before !== after)
  const waiting = new Map<string, number>()
  for (const [, after] of pairs) waiting.set(after, (waiting.get(after) ?? 0) + 1)
  const followers = grouped(pairs, ([before]) => before)
  const queue = nodes.map((node) => node.id).filter((id) => !waiting.get(id))
  for (const id of queue) {
    for (const [, after] of followers.get(id) ?? []) {
      const left = (waiting.get(after) ?? 0) - 1
      waiting.set(after, left)
      if (left === 0) queue.push(after)
    }
  }
  return new Map(
    [...queue, ...names.keys()].flatMap((id) => (names.has(id) ? [[id, names.get(id) ?? id] as const] : [])),
  )
}

/** The nodes beside each other that two nodes are or lie in. */
function siblings(a: string, b: string): [string, string] {
  const [first, second] = [a.split('/'), b.split('/')]
  let same = 0
  while (same < first.length && first[same] === second[same]) same++
  return [first.slice(0, same + 1).join('/'), second.slice(0, same + 1).join('/')]
}

/** What became of a row in one run; null if nothing of it was there. */
export function cellOf(row: GridRow, cells: Cells | undefined): GridCell | null {
  const own = row.tasks.flatMap((task) => cells?.[task] ?? [])
  const [first] = own
  if (!first) return null
  if (own.length === 1) return first
  const state = WORST.find((wanted) => own.some((cell) => cell.state === wanted)) ?? first.state
  const times = own.flatMap((cell) => cell.seconds ?? [])
  return {
    state,
    seconds: times.length ? times.reduce((sum, time) => sum + time, 0) : null,
    cached: state === 'SUCCEEDED' && own.every((cell) => cell.cached || cell.state !== 'SUCCEEDED'),
  }
}

export interface RowFacts {
  /** In how many runs it came to an end. */
  ended: number
  failed: number
  /** The run since which it fails in each, if the newest one that ended failed. */
  failsSince: string | null
  /** Of what really ran: neither skipped nor from the cache. */
  medianSeconds: number | null
}

/** What a row says over all runs, which come with the newest first. */
export function factsOf(row: GridRow, runs: readonly string[], cells: Readonly<Record<string, Cells>>): RowFacts {
  const own = runs.flatMap((run) => {
    const cell = cellOf(row, cells[run])
    return cell && isFinal(cell.state) && cell.state !== 'SKIPPED' ? [{ run, cell }] : []
  })
  const isFailed = own.map(({ cell }) => cell.state === 'FAILED')
  const streak = isFailed.indexOf(false)
  const failing = own.slice(0, streak < 0 ? own.length : streak)
  const times = own.flatMap(({ cell }) => (cell.state === 'SUCCEEDED' && !cell.cached ? (cell.seconds ?? []) : []))
  return {
    ended: own.length,
    failed: isFailed.filter(Boolean).length,
    failsSince: failing.at(-1)?.run ?? null,
    medianSeconds: median(times),
  }
}

function median(values: readonly number[]): number | null {
  const sorted = [...values].sort((a, b) => a - b)
  const upper = sorted[Math.floor(sorted.length / 2)]
  const lower = sorted[Math.ceil(sorted.length / 2) - 1]
  return upper === undefined || lower === undefined ? null : (upper + lower) / 2
}

function grow(
  root: Branch,
  task: GridTask,
  known: ReadonlyMap<string, string>,
  ranks: ReadonlyMap<string, number>,
): void {
  const parts = task.node.split('/')
  let at = root
  for (let depth = 2; depth <= parts.length; depth++) {
    const node = parts.slice(0, depth).join('/')
    const isTask = depth === parts.length
    const name = known.get(node) ?? (isTask ? task.name : (parts[depth - 1] ?? node))
    const next = at.branches.get(node) ?? branchOf(node, name, ranks.get(node) ?? Number.POSITIVE_INFINITY)
    next.isTask ||= isTask
    at.branches.set(node, next)
    at = next
  }
}

function branchOf(node: string, name: string, rank: number): Branch {
  return { node, name, rank, branches: new Map(), isTask: false }
}

function rowsBelow(branch: Branch, depth: number, closed: ReadonlySet<string>): GridRow[] {
  const sorted = [...branch.branches.values()].sort((a, b) => (a.rank === b.rank ? 0 : a.rank - b.rank))
  return sorted.flatMap((child) => {
    const isGroup = child.branches.size > 0
    const row = { node: child.node, name: child.name, depth, isGroup, tasks: tasksIn(child) }
    return isGroup && !closed.has(child.node) ? [row, ...rowsBelow(child, depth + 1, closed)] : [row]
  })
}

function tasksIn(branch: Branch): string[] {
  const below = [...branch.branches.values()].flatMap(tasksIn)
  return branch.isTask ? [branch.node, ...below] : below
}
