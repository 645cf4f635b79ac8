import type { Attempt, TaskDetail } from '@/api/run'
import { CodeBlock, CopyButton } from '@/components/ui/code-block'
import { ToneIcon } from '@/components/ui/state'
import { Duration, Time } from '@/components/ui/time'
import { durationText } from '@/domain/durations'
import { isRetrying } from '@/domain/run-tasks'
import { toneOf, wordOf } from '@/domain/states'
import { Row } from './details-tab'
import { Section } from './section'
import { CacheDecision } from './task-cache'

/** Why a task is as it is, what it runs, when it ran and how often. */
export function TaskOverview({ detail }: { detail: TaskDetail }) {
  const node = detail.node_detail
  const last = detail.attempt_list.at(-1)
  const image = last?.image || node.image
  const resources = Object.entries(node.resources)
  const environment = Object.entries(node.env)
  return (
    <div className="flex flex-col gap-4 p-4">
      <Reason detail={detail} />
      <dl>
        {image && (
          <Row name="Image">
            <span className="break-all font-mono text-mono">{image}</span>
            <CopyButton text={image} label="Copy the image" />
          </Row>
        )}
        {resources.length > 0 && (
          <Row name="Resources">{resources.map(([name, value]) => `${name} ${value}`).join(' · ')}</Row>
        )}
        <Row name="Started">
          <Time at={detail.started_at} clock />
          {detail.started_at && (
            <span className="text-ink-3">
              (<Duration since={detail.started_at} until={detail.ended_at} />)
            </span>
          )}
        </Row>
        {last?.queued_seconds !== null && last !== undefined && (
          <Row name="Waited">{durationText(last.queued_seconds)}</Row>
        )}
        {last && <Row name="Run by">{last.launcher}</Row>}
        {node.timeout_seconds !== null && <Row name="Time limit">{durationText(node.timeout_seconds)}</Row>}
        {node.retry && (
          <Row name="Retries">{`${node.retry.count}, after ${durationText(node.retry.delay_seconds)}`}</Row>
        )}
      </dl>
      <CacheDecision cache={detail.cache} />
      {detail.attempt_list.length > 0 && <Attempts attempts={detail.attempt_list} />}
      <Command words={[...(last?.command ?? [...node.command, ...node.args])]} />
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

function Attempts({ attempts }: { attempts: readonly Attempt[] }) {
  return (
    <Section title={attempts.length === 1 ? 'Attempt' : 'Attempts'}>
      <table className="w-full text-left text-dense">
        <thead className="text-ink-3">
          <tr>
            {['#', 'State', 'Started', 'Waited', 'Ran', 'Exit'].map((head) => (
              <th key={head} scope="col" className="py-1 pr-3 font-normal">
                {head}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {attempts.map((attempt) => (
            <tr key={attempt.id} title={attempt.failure?.message} className="border-border/60 border-t">
              <td className="py-1 pr-3">{attempt.number}</td>
              <td className="py-1 pr-3">{attempt.state.toLowerCase()}</td>
              <td className="py-1 pr-3">
                <Time at={attempt.started_at} clock />
              </td>
              <td className="py-1 pr-3">{durationText(attempt.queued_seconds)}</td>
              <td className="py-1 pr-3">
                {attempt.ended_at ? durationText(attempt.run_seconds) : <Duration since={attempt.started_at} />}
              </td>
              <td className="py-1">{attempt.exit_code ?? '–'}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </Section>
  )
}

/** A command word by word, as the system gets it; copied, it is one line for a shell. */
function Command({ words }: { words: readonly string[] }) {
  if (words.length === 0) return null
  return (
    <Section title="Command">
      <CodeBlock label="Command" code={words.map(quoted).join(' ')} className="max-h-80">
        {words.map((word, index) => (
          <span key={`${index} ${word}`} className="flex gap-3">
            <span className="w-4 shrink-0 select-none text-right text-ink-3">{index}</span>
            <span className="min-w-0 whitespace-pre-wrap break-words">{word.trim()}</span>
          </span>
        ))}
      </CodeBlock>
    </Section>
  )
}

function quoted(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`
}
