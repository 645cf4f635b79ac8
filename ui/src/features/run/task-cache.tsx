import { Link } from '@tanstack/react-router'
import type { TaskDetail } from '@/api/run'
import { CopyButton } from '@/components/ui/code-block'
import { Section } from './section'

type Cache = TaskDetail['cache']

const WORDS: Record<Cache['decision'], string> = {
  hit: 'Served from the cache',
  miss: 'Not in the cache',
  off: 'The cache is off',
  pending: 'Not decided yet',
  none: '',
}

/** Whether a task was served from the cache, and what differed if not. */
export function CacheDecision({ cache }: { cache: Cache }) {
  if (cache.decision === 'none') return null
  return (
    <Section title="Cache">
      <p>
        {WORDS[cache.decision]}
        {cache.note && <span className="text-ink-2">{`: ${cache.note}`}</span>}
      </p>
      {cache.served_from && <From word="From" task={cache.served_from} />}
      {cache.differences.length > 0 && cache.compared_with && <From word="Compared with" task={cache.compared_with} />}
      {cache.differences.length > 0 && (
        <ul className="mt-1 flex flex-col gap-1">
          {cache.differences.map(({ part, before, now }) => (
            <li key={part} className="rounded-control border border-border px-2.5 py-1.5">
              <span className="font-medium">{part}</span>
              {before !== null && <Side sign="−" text={before} className="text-failed" />}
              {now !== null && <Side sign="+" text={now} className="text-succeeded" />}
            </li>
          ))}
        </ul>
      )}
      {cache.fingerprint && (
        <p className="mt-1 flex items-center gap-1 text-dense text-ink-3">
          <span className="truncate font-mono text-mono">{cache.fingerprint}</span>
          <CopyButton text={cache.fingerprint} label="Copy the fingerprint" />
        </p>
      )}
    </Section>
  )
}

function From({ word, task }: { word: string; task: NonNullable<Cache['served_from']> }) {
  return (
    <p className="text-dense text-ink-2">
      {`${word} `}
      <Link
        to={`/runs/${task.run_id}?task=${encodeURIComponent(task.path)}` as string}
        className="rounded-chip text-accent underline underline-offset-2"
      >
        {task.run_name}
      </Link>
    </p>
  )
}

function Side({ sign, text, className }: { sign: string; text: string; className: string }) {
  return (
    <div className={`flex gap-1.5 font-mono text-mono ${className}`}>
      <span aria-hidden>{sign}</span>
      <span className="line-clamp-3 min-w-0 break-all" title={text}>
        {text}
      </span>
    </div>
  )
}
