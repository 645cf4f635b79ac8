import { useQuery } from '@tanstack/react-query'
import { CircleMinus, CirclePlus, GitCompare, type LucideIcon, Pencil } from 'lucide-react'
import { useMemo } from 'react'
import type { VersionRow } from '@/api/pipelines'
import { type ChangedTask, type VersionDiff, versionDiffOptions, versionGraphOptions } from '@/api/versions'
import { DiffView } from '@/components/ui/diff-view'
import { EmptyState } from '@/components/ui/empty-state'
import { ErrorState } from '@/components/ui/error-state'
import { Select } from '@/components/ui/select'
import { Skeleton } from '@/components/ui/skeleton'
import { parseUnified } from '@/domain/diff-lines'
import { countText } from '@/domain/numbers'
import { type NodeChange, PipelineDrawing } from './pipeline-drawing'

const ICONS: Record<ChangedTask['change'], LucideIcon> = { added: CirclePlus, removed: CircleMinus, changed: Pencil }

interface DiffTabProps {
  pipeline: string
  version: VersionRow
  versions: readonly VersionRow[]
  against: string | undefined
  onAgainst: (version: string) => void
  onTask: (task: string) => void
}

/** What a version changed: its graph with the tasks that are other, and its file line by line. */
export function DiffTab({ pipeline, version, versions, against, onAgainst, onTask }: DiffTabProps) {
  const others = versions.filter((item) => item.id !== version.id)
  const older = versions[versions.indexOf(version) + 1] ?? others[0]
  const other = others.find((item) => item.id === against) ?? older
  if (!other) {
    return (
      <EmptyState title="Only one version" icon={<GitCompare size={28} aria-hidden />}>
        With a second version, what it changes stands here: by task, and by line of the file.
      </EmptyState>
    )
  }
  return (
    <div className="flex min-h-0 flex-1 flex-col">
      <div className="flex items-center gap-2 border-border border-b px-6 py-2 text-ink-2">
        What changed from
        <Select
          aria-label="Compare with version"
          options={others.map((item) => ({ value: item.id, label: item.display_name }))}
          value={other.id}
          onChange={onAgainst}
        />
        to <span className="font-medium text-ink">{version.display_name}</span>
      </div>
      <Changes pipeline={pipeline} version={version.id} against={other.id} onTask={onTask} />
    </div>
  )
}

interface ChangesProps {
  pipeline: string
  version: string
  against: string
  onTask: (task: string) => void
}

function Changes({ pipeline, version, against, onTask }: ChangesProps) {
  const diff = useQuery(versionDiffOptions(pipeline, version, against))
  const graph = useQuery(versionGraphOptions(pipeline, version))
  const changes = useMemo(() => changesOf(diff.data), [diff.data])
  if (diff.isError) {
    return <ErrorState what="compare the versions" error={diff.error} onRetry={() => void diff.refetch()} />
  }
  if (diff.isPending) return <Skeleton className="m-6 h-64" />
  const isEqual = diff.data.text_diff === '' && !diff.data.is_cut
  if (isEqual) return <EmptyState title="The files of these versions are the same" />
  return (
    <div className="flex min-h-0 flex-1 flex-col gap-4 overflow-y-auto bg-canvas p-4">
      <TaskList tasks={diff.data.tasks} onTask={onTask} />
      {graph.data && diff.data.tasks.length > 0 && (
        <div className="flex h-72 shrink-0 overflow-hidden rounded-card border border-border">
          <PipelineDrawing
            key={graph.data.structure_tag + against}
            graph={graph.data}
            changes={changes}
            selected={null}
            onSelect={(task) => task && onTask(task)}
          />
        </div>
      )}
      <FileDiff diff={diff.data} />
    </div>
  )
}

function TaskList({ tasks, onTask }: { tasks: readonly ChangedTask[]; onTask: (task: string) => void }) {
  return (
    <section aria-label="Tasks that differ" className="rounded-card border border-border bg-surface p-4 shadow-card">
      <h2 className="font-semibold">
        {tasks.length ? countText(tasks.length, 'task differs', 'tasks differ') : 'No task differs'}
      </h2>
      {tasks.length > 0 && (
        <ul className="mt-2 flex flex-col gap-1">
          {tasks.map((task) => {
            const Icon = ICONS[task.change]
            return (
              <li key={`${task.change} ${task.node}`} className="flex items-center gap-2">
                <Icon size={14} aria-hidden className="shrink-0 text-ink-3" />
                {task.change === 'removed' ? (
                  <span className="font-medium">{task.name}</span>
                ) : (
                  <button
                    type="button"
                    title={task.node}
                    onClick={() => onTask(task.node)}
                    className="truncate rounded-chip font-medium hover:underline"
                  >
                    {task.name}
                  </button>
                )}
                <span className="text-ink-2">{wordsOf(task)}</span>
              </li>
            )
          })}
        </ul>
      )}
    </section>
  )
}

function FileDiff({ diff }: { diff: VersionDiff }) {
  const lines = useMemo(() => parseUnified(diff.text_diff), [diff.text_diff])
  if (diff.is_cut) return <p className="text-ink-2">The files differ in too many lines to be shown side by side.</p>
  const count = (kind: string) => lines.filter((line) => line.kind === kind).length
  return (
    <section aria-label="The file" className="flex flex-col gap-2">
      <h2 className="font-semibold">
        Pipeline file
        <span className="ml-3 font-normal text-succeeded">{`+${count('added')}`}</span>
        <span className="ml-2 font-normal text-failed">{`−${count('removed')}`}</span>
      </h2>
      <DiffView label="Differences of the file" lines={lines} className="max-h-[70vh]" />
    </section>
  )
}

function changesOf(diff: VersionDiff | undefined): ReadonlyMap<string, NodeChange> {
  return new Map((diff?.tasks ?? []).map((task) => [task.node, { kind: task.change, words: wordsOf(task) }]))
}

function wordsOf({ change, what }: ChangedTask): string {
  return change === 'changed' && what.length > 0 ? `changed: ${what.join(', ')}` : change
}
