import { Link } from '@tanstack/react-router'
import type { RunRow } from '@/api/models'
import { Chip } from '@/components/ui/chip'
import { StateLabel } from '@/components/ui/state'
import { StateBar } from '@/components/ui/state-bar'
import type { Column } from '@/components/ui/table'
import { Duration, Time } from '@/components/ui/time'
import { failureText } from '@/domain/iterations'
import { numberText } from '@/domain/numbers'
import { isFinal } from '@/domain/states'
import { valueText } from '@/domain/values'

interface ColumnChoice {
  cols: readonly string[]
  hidesPipeline?: boolean
  hidesExperiment?: boolean
}

/** The columns of a list of runs: what every run has, then the chosen parameters and metrics. */
export function runColumns({ cols, hidesPipeline, hidesExperiment }: ColumnChoice): Column<RunRow>[] {
  const fixed: (Column<RunRow> | null)[] = [
    {
      id: 'state',
      header: 'State',
      width: '116px',
      isSortable: true,
      cell: (run) => <StateLabel state={run.state} />,
    },
    { id: 'name', header: 'Run', width: 'minmax(240px, 2fr)', isSortable: true, cell: (run) => <RunName run={run} /> },
    hidesPipeline
      ? null
      : { id: 'pipeline', header: 'Pipeline', width: 'minmax(140px, 1fr)', cell: (run) => <PipelineName run={run} /> },
    hidesExperiment
      ? null
      : {
          id: 'experiment',
          header: 'Experiment',
          width: 'minmax(112px, 0.7fr)',
          cell: (run) => <span className="text-ink-2">{run.experiment?.name ?? '–'}</span>,
        },
    { id: 'tasks', header: 'Tasks', width: '132px', cell: (run) => <Progress run={run} /> },
    {
      id: 'seconds',
      header: 'Duration',
      width: '96px',
      align: 'end',
      isSortable: true,
      cell: (run) =>
        isFinal(run.state) ? (
          <Duration seconds={run.seconds} />
        ) : (
          <Duration since={run.started_at} until={run.ended_at} />
        ),
    },
    ...cols.map(chosenColumn),
    {
      id: 'created_at',
      header: 'Created',
      width: '112px',
      align: 'end',
      isSortable: true,
      cell: (run) => <Time at={run.created_at} />,
    },
  ]
  return fixed.filter((column) => column !== null)
}

function chosenColumn(id: string): Column<RunRow> {
  const name = id.slice(id.indexOf(':') + 1)
  const isMetric = id.startsWith('metric:')
  return {
    id,
    header: <span title={isMetric ? `Metric ${name}` : `Parameter ${name}`}>{name}</span>,
    width: 'minmax(88px, 140px)',
    align: isMetric ? 'end' : 'start',
    isSortable: true,
    cell: (run) => {
      const value = isMetric ? numberText(run.metrics[name]) : valueText(run.parameters[name])
      return (
        <span className="font-mono text-mono" title={value}>
          {value}
        </span>
      )
    },
  }
}

function RunName({ run }: { run: RunRow }) {
  return (
    <span className="flex min-w-0 items-center gap-2">
      <Link
        to={`/runs/${run.id}` as string}
        className="min-w-0 truncate rounded-chip font-medium hover:underline"
        title={run.name}
      >
        {run.name}
      </Link>
      {run.storage_state === 'ARCHIVED' && <Chip>archived</Chip>}
      {Object.entries(run.tags)
        .slice(0, 2)
        .map(([key, value]) => (
          <Chip key={key}>{value ? `${key}: ${value}` : key}</Chip>
        ))}
      {run.state === 'FAILED' && run.failure && (
        <span className="min-w-0 flex-1 basis-0 truncate text-dense text-failed" title={run.failure.message}>
          {failureText(run.failure.message)}
        </span>
      )}
    </span>
  )
}

function PipelineName({ run }: { run: RunRow }) {
  const { name, version_name: version } = run.pipeline
  const text = version && version !== name ? `${name}@${version}` : name
  return (
    <span className="text-ink-2" title={text}>
      {text}
    </span>
  )
}

function Progress({ run }: { run: RunRow }) {
  if (!run.tasks) return <span className="text-ink-3">–</span>
  const { total, by_state: byState, cached } = run.tasks
  const done = (byState.SUCCEEDED ?? 0) + (byState.SKIPPED ?? 0)
  return (
    <span className="flex items-center gap-2">
      <StateBar total={total} byState={byState} cached={cached} className="w-16" />
      <span className="text-dense text-ink-2">{`${done}/${total}`}</span>
    </span>
  )
}
