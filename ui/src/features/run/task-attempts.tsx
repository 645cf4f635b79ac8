import { Fragment } from 'react'
import type { Attempt } from '@/api/run'
import { Duration, Time } from '@/components/ui/time'
import { durationText } from '@/domain/durations'
import { bytesText } from '@/domain/numbers'
import { Section } from './section'

const HEADS = ['#', 'State', 'Started', 'Waited', 'Ran', 'CPU', 'Memory', 'Exit']

interface TaskAttemptsProps {
  attempts: readonly Attempt[]
  /** Go to the log of an attempt. */
  onLog: (number: number) => void
}

/** Every try of a task, and why it failed if it did. */
export function TaskAttempts({ attempts, onLog }: TaskAttemptsProps) {
  if (attempts.length === 0) return null
  const isMany = attempts.length > 1
  return (
    <Section title={isMany ? 'Attempts' : 'Attempt'}>
      <div className="relative overflow-x-auto">
        <table className="w-full text-left text-dense">
          <thead className="text-ink-3">
            <tr>
              {HEADS.map((head) => (
                <th key={head} scope="col" className="py-1 pr-3 font-normal">
                  {head}
                </th>
              ))}
              <th scope="col">
                <span className="sr-only">Log</span>
              </th>
            </tr>
          </thead>
          <tbody>
            {attempts.map((attempt) => (
              <Fragment key={attempt.id}>
                <tr className="border-border/60 border-t">
                  <td className="py-1 pr-3">{attempt.number}</td>
                  <td className="py-1 pr-3">{attempt.state.toLowerCase()}</td>
                  <td className="py-1 pr-3">
                    <Time at={attempt.started_at} clock />
                  </td>
                  <td className="py-1 pr-3">{durationText(attempt.queued_seconds)}</td>
                  <td className="py-1 pr-3">
                    {attempt.ended_at ? durationText(attempt.run_seconds) : <Duration since={attempt.started_at} />}
                  </td>
                  <td className="py-1 pr-3">
                    {attempt.cpu_seconds === null ? '–' : durationText(attempt.cpu_seconds)}
                  </td>
                  <td className="whitespace-nowrap py-1 pr-3">{bytesText(attempt.peak_memory_bytes)}</td>
                  <td className="py-1 pr-3">{attempt.exit_code ?? '–'}</td>
                  <td className="py-1 text-right">
                    <button
                      type="button"
                      onClick={() => onLog(attempt.number)}
                      className="rounded-chip text-accent hover:underline"
                    >
                      Log
                    </button>
                  </td>
                </tr>
                {isMany && attempt.failure && (
                  <tr>
                    <td />
                    <td colSpan={HEADS.length} className="break-words pb-1 text-ink-2">
                      {attempt.failure.message}
                    </td>
                  </tr>
                )}
              </Fragment>
            ))}
          </tbody>
        </table>
      </div>
    </Section>
  )
}
