import { lazy, Suspense } from 'react'
import type { Attempt, TaskDetail } from '@/api/run'
import { CopyButton } from '@/components/ui/code-block'
import { ToneIcon } from '@/components/ui/state'
import { Duration, Time } from '@/components/ui/time'
import { durationText } from '@/domain/durations'
import { bytesText } from '@/domain/numbers'
import { functionOf } from '@/domain/placeholders'
import { isLeaf, isRetrying } from '@/domain/run-tasks'
import { isFinal, toneOf, wordOf } from '@/domain/states'
import { Row } from './details-tab'
import { LogEnd } from './log-end'
import type { ChangeSearch } from './run-search'
import { Section } from './section'
import { TaskAttempts } from './task-attempts'
import { CacheDecision } from './task-cache'
import { TaskCommand } from './task-command'
import { Slots } from './task-io'

const TaskCurves = lazy(() =>
  import('@/features/metrics/task-curves').then((module) => ({ default: module.TaskCurves })),
)

interface TaskOverviewProps {
  run: string
  detail: TaskDetail
  onChange: ChangeSearch
}

/** Why a task is as it is, what it runs and gives, when it ran and how often. */
export function TaskOverview({ run, detail, onChange }: TaskOverviewProps) {
  const last = detail.attempt_list.at(-1)
  const environment = Object.entries(detail.node_detail.env)
  const onLog = (attempt: number | undefined) => onChange({ panel: 'logs', attempt, line: undefined })
  const given = detail.outputs.filter((output) => output.artifacts.length > 0 || output.value !== null)
  return (
    <div className="flex flex-col gap-4 p-4">
      <Reason detail={detail} />
      <Facts detail={detail} />
      <TaskAttempts attempts={detail.attempt_list} onLog={onLog} />
      {isLeaf(detail) && (
        <Suspense>
          <TaskCurves runId={run} path={detail.path} />
        </Suspense>
      )}
      {last && (
        <LogEnd
          place={{ run, path: detail.path, attempt: last.number }}
          attemptId={last.id}
          isGrowing={!isFinal(detail.state)}
          onOpen={() => onLog(undefined)}
        />
      )}
      {given.length > 0 && <Slots title="Outputs" values={given} empty="" onTask={() => {}} />}
      <CacheDecision cache={detail.cache} />
      <TaskCommand detail={detail} />
      {environment.length > 0 && (
        <Section title="Environment">
          <dl>
            {environment.map(([name, value]) => (
              <Row key={name} name={name}>
                <span className="break-all font-mono text-mono">{value}</span>
              </Row>
            ))}
          </dl>
        </Section>
      )}
    </div>
  )
}

function Facts({ detail }: { detail: TaskDetail }) {
  const node = detail.node_detail
  const last = detail.attempt_list.at(-1)
  const image = last?.image || node.image
  const name = functionOf([...node.command, ...node.args])
  const resources = Object.entries(node.resources)
  const { host, working_directory: folder } = (last?.environment ?? {}) as Record<string, unknown>
  return (
    <dl>
      {name && (
        <Row name="Function">
          <span className="break-all font-mono text-mono">{name}</span>
        </Row>
      )}
      {image && (
        <Row name="Image">
          <span className="break-all font-mono text-mono">{image}</span>
          <CopyButton text={image} label="Copy the image" />
        </Row>
      )}
      <Row name="Resources">
        {resources.length > 0 ? resources.map(([kind, value]) => `${kind} ${value}`).join(' · ') : 'none asked for'}
      </Row>
      {last && <Used attempt={last} />}
      <Row name="Started">
        <Time at={detail.started_at} clock />
        {detail.started_at && (
          <span className="text-ink-3">
            (<Duration since={detail.started_at} until={detail.ended_at} />)
          </span>
        )}
      </Row>
      {last && (
        <Row name="Run by">
          {[last.launcher, typeof host === 'string' ? `on ${host}` : ''].filter(Boolean).join(' ')}
          {last.queued_seconds !== null && (
            <span className="text-ink-3">{`after ${durationText(last.queued_seconds)} of waiting`}</span>
          )}
        </Row>
      )}
      {typeof folder === 'string' && folder && (
        <Row name="Folder">
          <span className="flex min-w-0 max-w-full items-center gap-1">
            <span className="truncate font-mono text-mono" title={folder}>
              {folder}
            </span>
            <CopyButton text={folder} label="Copy the folder" />
          </span>
        </Row>
      )}
      {node.timeout_seconds !== null && <Row name="Time limit">{durationText(node.timeout_seconds)}</Row>}
      {node.retry && <Row name="Retries">{`${node.retry.count}, after ${durationText(node.retry.delay_seconds)}`}</Row>}
    </dl>
  )
}

/** What the last attempt took of its machine, as far as that was measured. */
function Used({ attempt }: { attempt: Attempt }) {
  const { peak_memory_bytes: memory, cpu_seconds: cpu } = attempt
  const told = [
    memory === null ? '' : `${bytesText(memory)} of memory at most`,
    cpu === null ? '' : `${durationText(cpu)} of CPU time`,
  ].filter(Boolean)
  return told.length > 0 ? <Row name="Used">{told.join(' · ')}</Row> : null
}

function Reason({ detail }: { detail: TaskDetail }) {
  const facts = { cached: detail.cached, retrying: isRetrying(detail) }
  const { title, hint } = detail.why
  const message = detail.why.message === detail.cache.note ? '' : detail.why.message // it stands under "Cache"
  const isFailed = detail.state === 'FAILED'
  return (
    <div
      className={
        isFailed
          ? 'flex gap-2.5 rounded-control border border-failed/30 bg-failed/8 p-3'
          : 'flex gap-2.5 rounded-control bg-sunken p-3'
      }
    >
      <ToneIcon tone={toneOf(detail.state, facts)} className="mt-0.5" />
      <div className="min-w-0">
        <p className="font-semibold">{title || wordOf(detail.state, facts)}</p>
        {message && <p className="break-words text-ink-2">{message}</p>}
        {hint && <p className="break-words text-ink-2">{hint}</p>}
      </div>
    </div>
  )
}
