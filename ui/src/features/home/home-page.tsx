import { useQuery, useQueryClient } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { keys } from '@/api/keys'
import { useTopic } from '@/api/live'
import type { RunRow } from '@/api/models'
import { type Overview, overviewOptions } from '@/api/overview'
import type { PipelineRow } from '@/api/pipelines'
import { buttonClass } from '@/components/ui/button'
import { CodeBlock } from '@/components/ui/code-block'
import { ErrorState } from '@/components/ui/error-state'
import { PageHeader } from '@/components/ui/page-header'
import { SkeletonRows } from '@/components/ui/skeleton'
import { Sparkbars } from '@/components/ui/sparkbars'
import { StateIcon } from '@/components/ui/state'
import { StateBar } from '@/components/ui/state-bar'
import { Duration, Time } from '@/components/ui/time'
import { failureText } from '@/domain/iterations'
import { countText } from '@/domain/numbers'
import { usePage } from '@/lib/page'

const SHOWN = 8

/** What is running, what broke lately, and the pipelines that are used. */
export function HomePage() {
  usePage('Home')
  const client = useQueryClient()
  const refresh = () => void client.invalidateQueries({ queryKey: keys.overview })
  useTopic('runs', { onMessages: refresh, onFollowing: refresh })
  const overview = useQuery(overviewOptions())
  if (overview.isError) {
    return (
      <main className="flex-1 bg-surface">
        <ErrorState what="load what is going on" error={overview.error} onRetry={() => void overview.refetch()} />
      </main>
    )
  }
  if (overview.isPending) return <SkeletonRows rows={12} />
  const { running, failed, recent_pipelines: pipelines, totals } = overview.data
  const isNew = totals.runs === 0 && totals.pipelines === 0
  return (
    <main className="flex min-h-0 flex-1 flex-col overflow-y-auto bg-canvas">
      <PageHeader title="Home" facts={isNew ? undefined : <Totals totals={totals} />} />
      <div className="grid content-start gap-4 border-border border-t p-6 xl:grid-cols-2">
        {isNew && <FirstSteps />}
        <Card title="Running now" count={atMost(running.length)} to="/runs?state=RUNNING&state=PENDING">
          {running.length === 0 && <Nothing>Nothing is running.</Nothing>}
          {running.slice(0, SHOWN).map((run) => (
            <RunningRow key={run.id} run={run} />
          ))}
        </Card>
        <Card title="Failed in the last 24 hours" count={atMost(failed.length)} to="/runs?state=FAILED&since=24h">
          {failed.length === 0 && <Nothing>Nothing failed.</Nothing>}
          {failed.slice(0, SHOWN).map((run) => (
            <FailedRow key={run.id} run={run} />
          ))}
        </Card>
        {pipelines.length > 0 && (
          <Card title="Recent pipelines" count={totals.pipelines} to="/pipelines" isWide>
            {pipelines.slice(0, SHOWN).map((pipeline) => (
              <PipelineLine key={pipeline.id} pipeline={pipeline} />
            ))}
          </Card>
        )}
      </div>
    </main>
  )
}

/** The server tells of so many, and not how many more there are. */
const MOST = 50

function atMost(count: number): number | string {
  return count >= MOST ? `${MOST}+` : count
}

function Totals({ totals }: { totals: Overview['totals'] }) {
  const places = [
    { to: '/runs', text: countText(totals.runs, 'run') },
    { to: '/pipelines', text: countText(totals.pipelines, 'pipeline') },
    { to: '/experiments', text: countText(totals.experiments, 'experiment') },
    { to: '/artifacts', text: countText(totals.artifacts, 'artifact') },
  ]
  return places.map(({ to, text }) => (
    <Link key={to} to={to} className="rounded-chip hover:text-ink hover:underline">
      {text}
    </Link>
  ))
}

interface CardProps {
  title: string
  count: number | string
  to: string
  isWide?: boolean
  children: ReactNode
}

function Card({ title, count, to, isWide, children }: CardProps) {
  return (
    <section
      aria-label={title}
      className={`min-w-0 rounded-card border border-border bg-surface shadow-card ${isWide ? 'xl:col-span-2' : ''}`}
    >
      <header className="flex h-11 items-center gap-2 border-border border-b px-4">
        <h2 className="font-semibold text-section">{title}</h2>
        <span className="text-ink-3">{count}</span>
        <Link to={to as string} className="ml-auto rounded-chip text-dense text-ink-2 hover:text-ink hover:underline">
          Show all
        </Link>
      </header>
      <ul className="py-1">{children}</ul>
    </section>
  )
}

function Nothing({ children }: { children: ReactNode }) {
  return <li className="px-4 py-3 text-ink-3">{children}</li>
}

function RunName({ run }: { run: RunRow }) {
  return (
    <Link to={`/runs/${run.id}` as string} className="truncate rounded-chip font-medium hover:underline">
      {run.name}
    </Link>
  )
}

function RunningRow({ run }: { run: RunRow }) {
  const done = (run.tasks?.by_state.SUCCEEDED ?? 0) + (run.tasks?.by_state.SKIPPED ?? 0)
  return (
    <li className="flex h-10 items-center gap-2.5 px-4">
      <StateIcon state={run.state} size={16} />
      <RunName run={run} />
      <span className="ml-auto flex shrink-0 items-center gap-2 text-dense text-ink-2">
        {run.tasks && (
          <>
            <StateBar total={run.tasks.total} byState={run.tasks.by_state} cached={run.tasks.cached} className="w-24" />
            {`${done}/${run.tasks.total}`}
          </>
        )}
        <span className="w-16 text-right">
          <Duration since={run.started_at} until={run.ended_at} />
        </span>
      </span>
    </li>
  )
}

function FailedRow({ run }: { run: RunRow }) {
  const line = failureText(run.failure?.message.split('\n', 1)[0] ?? '')
  return (
    <li className="flex gap-2.5 px-4 py-2">
      <span className="mt-0.5">
        <StateIcon state={run.state} size={16} />
      </span>
      <div className="flex min-w-0 flex-1 flex-col">
        <span className="flex min-w-0 items-baseline gap-2">
          <RunName run={run} />
          <span className="ml-auto shrink-0 text-dense text-ink-3">
            <Time at={run.ended_at ?? run.created_at} />
          </span>
        </span>
        {line && (
          <span className="truncate text-dense text-failed" title={run.failure?.message}>
            {line}
          </span>
        )}
      </div>
    </li>
  )
}

function PipelineLine({ pipeline }: { pipeline: PipelineRow }) {
  return (
    <li className="flex h-10 items-center gap-4 px-4">
      <Link
        to="/pipelines/$id"
        params={{ id: pipeline.id }}
        className="min-w-0 flex-1 truncate rounded-chip md:w-56 md:flex-none md:shrink-0 font-medium hover:underline"
      >
        {pipeline.display_name}
      </Link>
      <span className="hidden sm:block">
        <Sparkbars runs={pipeline.last_runs} />
      </span>
      <span className="hidden min-w-0 flex-1 truncate text-dense text-ink-3 md:block">{pipeline.description}</span>
      <span className="hidden w-28 shrink-0 text-right text-dense text-ink-2 md:block">
        {pipeline.last_run_at ? <Time at={pipeline.last_run_at} /> : 'never run'}
      </span>
      <Link to="/runs/new" search={{ pipeline: pipeline.id }} className={buttonClass({ size: 'small' })}>
        Run
      </Link>
    </li>
  )
}

function FirstSteps() {
  return (
    <section
      aria-label="First steps"
      className="rounded-card border border-border bg-surface p-6 shadow-card xl:col-span-2"
    >
      <h2 className="font-semibold text-section">Three steps to a first run</h2>
      <ol className="mt-4 grid gap-6 lg:grid-cols-3">
        <Step number={1} title="Compile a pipeline">
          <CodeBlock label="Command" code="penstock compile my_pipeline.py" />
        </Step>
        <Step number={2} title="Upload it">
          <p className="mb-2 text-ink-2">Drop the file that was written, or paste it.</p>
          <Link to="/pipelines/upload" className={buttonClass({ variant: 'primary' })}>
            Upload a pipeline
          </Link>
        </Step>
        <Step number={3} title="Run it and look">
          <p className="text-ink-2">
            «Create and run» opens the form of its inputs. The run's page shows each task as it goes.
          </p>
        </Step>
      </ol>
    </section>
  )
}

function Step({ number, title, children }: { number: number; title: string; children: ReactNode }) {
  return (
    <li className="min-w-0">
      <h3 className="mb-2 font-medium">
        <span className="mr-2 text-ink-3">{number}</span>
        {title}
      </h3>
      {children}
    </li>
  )
}
