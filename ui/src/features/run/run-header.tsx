import { Link } from '@tanstack/react-router'
import { ArrowDown, ArrowUp } from 'lucide-react'
import { useMemo } from 'react'
import type { Json } from '@/api/models'
import type { RunDetail, RunTasks } from '@/api/run'
import { Chip } from '@/components/ui/chip'
import { Fact, PageHeader } from '@/components/ui/page-header'
import { StatePill } from '@/components/ui/state'
import { StateBar } from '@/components/ui/state-bar'
import { Duration, Time } from '@/components/ui/time'
import { tasksAhead } from '@/domain/ahead'
import { placeName } from '@/domain/iterations'
import { deltaText, numberText } from '@/domain/numbers'
import { isFinal } from '@/domain/states'
import { valueText } from '@/domain/values'
import { RunActions } from './run-actions'
import { useRunGraph } from './use-run-graph'

const SHOWN = 3

/** The head of a run's page: what it is, how far it is, what can be done with it. */
export function RunHeader({ tasks, detail }: { tasks: RunTasks; detail: RunDetail }) {
  const { run } = tasks
  const crumbs = detail.experiment
    ? [
        { label: 'Experiments', to: '/experiments' },
        { label: detail.experiment.name, to: `/experiments/${detail.experiment.id}` },
        { label: 'Runs', to: '/runs' },
      ]
    : [{ label: 'Runs', to: '/runs' }]
  return (
    <PageHeader
      crumbs={crumbs}
      title={detail.name}
      state={
        <>
          <StatePill state={run.state}>
            {isFinal(run.state) ? <Duration seconds={run.seconds} /> : <Duration since={run.started_at} />}
          </StatePill>
          {detail.storage_state === 'ARCHIVED' && <Chip>archived</Chip>}
          {Object.entries(detail.tags).map(([name, value]) => (
            <Chip key={name}>{value ? `${name}: ${value}` : name}</Chip>
          ))}
        </>
      }
      actions={<RunActions tasks={tasks} detail={detail} />}
      facts={<Facts tasks={tasks} detail={detail} />}
    />
  )
}

function Facts({ tasks, detail }: { tasks: RunTasks; detail: RunDetail }) {
  const { run } = tasks
  const { id, name, version_name: version } = detail.pipeline
  const text = version && version !== name ? `${name}@${version}` : name
  const values = Object.entries(detail.arguments).sort(([, a], [, b]) => Number(isWide(a)) - Number(isWide(b)))
  return (
    <>
      <Fact name="Pipeline">
        {id ? (
          <Link
            to={`/pipelines/${id}` as string}
            title={text}
            className="block max-w-80 truncate rounded-chip hover:underline"
          >
            {text}
          </Link>
        ) : (
          <span title={text} className="block max-w-80 truncate">
            {text}
          </span>
        )}
      </Fact>
      <Fact name="Started">
        <Time at={run.started_at ?? run.created_at} clock />
      </Fact>
      {typeof detail.provenance.user === 'string' && detail.provenance.user && (
        <Fact name="By">{detail.provenance.user}</Fact>
      )}
      {values.length > 0 && (
        <Fact name="Parameters">
          <span title={values.map(([key, value]) => `${key} = ${valueText(value)}`).join('\n')}>
            {values
              .slice(0, SHOWN)
              .map(([key, value]) => `${key}=${shortText(value)}`)
              .join(' ')}
            {values.length > SHOWN && <span className="font-normal text-ink-3">{` +${values.length - SHOWN}`}</span>}
          </span>
        </Fact>
      )}
      <Progress tasks={tasks} />
      <PrimaryMetric best={detail.experiment_best} />
    </>
  )
}

/** Lists and objects tell least in one line: they come last. */
function isWide(value: Json): boolean {
  return (value !== null && typeof value === 'object') || value === ''
}

function shortText(value: Json): string {
  const text = valueText(value)
  return text.length > 24 ? `${text.slice(0, 23)}…` : text
}

function Progress({ tasks }: { tasks: RunTasks }) {
  const ahead = useAhead(tasks)
  if (!tasks.run.tasks) return null
  const { total: known, by_state: byState, cached } = tasks.run.tasks
  const total = known + ahead
  const done = (byState.SUCCEEDED ?? 0) + (byState.SKIPPED ?? 0)
  return (
    <span className="inline-flex items-center gap-3">
      <StateBar total={total} byState={byState} cached={cached} className="w-40" />
      <span>{`${done}/${total} tasks`}</span>
    </span>
  )
}

/** How many tasks of a run that goes on are still to come; a run that has ended has no more. */
function useAhead(tasks: RunTasks): number {
  const isOver = isFinal(tasks.run.state)
  const graph = useRunGraph(tasks, !isOver)
  return useMemo(
    () => (graph.data && !isOver ? tasksAhead(graph.data.nodes, tasks.byPath) : 0),
    [graph.data, isOver, tasks.byPath],
  )
}

/** The metric that the experiment is about, and its change against the best run before. */
function PrimaryMetric({ best }: { best: RunDetail['experiment_best'] }) {
  if (!best || best.value === null) return null
  const change = best.best_before === null ? null : best.value - best.best_before
  const isBetter = change !== null && (best.maximize ? change > 0 : change < 0)
  const Arrow = change !== null && change > 0 ? ArrowUp : ArrowDown
  return (
    <Fact name={best.metric}>
      <span title={rangeOf(best)}>
        {numberText(best.value)}
        {best.count > 1 && <span className="ml-1.5 font-normal text-ink-3">{`best of ${best.count}`}</span>}
      </span>
      {change !== null && change !== 0 && (
        <span
          title={`The best before was ${numberText(best.best_before)}`}
          className={isBetter ? 'ml-1.5 text-succeeded' : 'ml-1.5 text-ink-3'}
        >
          <Arrow size={12} aria-hidden className="inline align-[-1px]" /> {deltaText(change)}
        </span>
      )}
    </Fact>
  )
}

function rangeOf({ count, path, lowest, highest }: NonNullable<RunDetail['experiment_best']>): string {
  const place = placeName(path.slice(path.lastIndexOf('/') + 1), path)
  return count > 1
    ? `Of ${place}; the iterations reach from ${numberText(lowest)} to ${numberText(highest)}`
    : `Of ${place}`
}
