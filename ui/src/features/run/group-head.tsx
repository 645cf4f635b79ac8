import type { RunGraphNode, TaskRow } from '@/api/run'
import { notable } from '@/domain/run-tasks'
import { conditionText } from './graph-look'
import { IterationSquare } from './iteration-square'

/** How much height the head of an open group needs for what `GroupHead` shows; it never changes while a run goes on. */
export function headHeight(node: RunGraphNode): number {
  if (node.kind === 'loop') return 30
  return node.condition ? 22 : 0
}

const SQUARE = 21
const MARGIN = 24
const MORE = 44

interface GroupHeadProps {
  run: string
  node: RunGraphNode
  width: number
  /** The tasks of the group itself. */
  tasks: readonly TaskRow[]
  chosen: readonly string[]
  onPick: (path: string) => void
}

/** What stands in the head of an open group: the iterations of a loop, the condition of a branch. */
export function GroupHead({ run, node, width, tasks, chosen, onPick }: GroupHeadProps) {
  if (node.kind === 'loop') {
    const iterations = tasks.filter(({ kind }) => kind === 'iteration')
    const room = Math.floor((width - MARGIN) / SQUARE)
    const isAll = iterations.length <= room
    const shown = isAll ? iterations : notable(iterations, Math.floor((width - MARGIN - MORE) / SQUARE))
    return (
      <fieldset aria-label={`Iterations of ${node.name}`} className="flex h-[22px] items-center gap-[3px] px-3">
        {iterations.length === 0 && node.items && (
          <span className="truncate text-ink-3 text-micro">{`for each of ${node.items}`}</span>
        )}
        {shown.map((task) => (
          <IterationSquare
            key={task.path}
            run={run}
            task={task}
            isSmall
            isPicked={chosen.includes(task.path)}
            onPick={(path) => onPick(path ?? node.id)}
          />
        ))}
        {shown.length < iterations.length && (
          <button
            type="button"
            data-graph-control
            onClick={() => onPick(node.id)}
            className="rounded-chip px-1 text-ink-2 text-micro hover:bg-hover"
          >
            {`+${iterations.length - shown.length}`}
          </button>
        )}
      </fieldset>
    )
  }
  if (!node.condition) return null
  return (
    <p className="truncate px-3 font-mono text-ink-2 text-micro leading-4" title={node.condition}>
      {conditionText(node.condition, tasks)}
    </p>
  )
}
