import { AlertCircle, AlertTriangle } from 'lucide-react'
import type { Problem } from '@/api/pipelines'

interface ProblemListProps {
  problems: readonly Problem[]
  /** Show where it is. */
  onGo?: ((place: { line: number; column: number | null }) => void) | undefined
}

/** What is wrong with a file, each with its line. */
export function ProblemList({ problems, onGo }: ProblemListProps) {
  if (problems.length === 0) return null
  return (
    <div role="alert">
      <ul className="flex flex-col gap-2 rounded-card border border-border p-4">
        {problems.map((problem) => (
          <li key={`${problem.code} ${problem.path} ${problem.line} ${problem.message}`} className="flex gap-2">
            {problem.severity === 'error' ? (
              <AlertCircle size={16} aria-label="Error" className="mt-0.5 shrink-0 text-failed" />
            ) : (
              <AlertTriangle size={16} aria-label="Warning" className="mt-0.5 shrink-0 text-canceled" />
            )}
            <div className="min-w-0">
              <p className="break-words">
                <Place problem={problem} onGo={onGo} />
                {problem.message}
              </p>
              {problem.hint && <p className="text-ink-2">{problem.hint}</p>}
            </div>
          </li>
        ))}
      </ul>
    </div>
  )
}

function Place({ problem, onGo }: { problem: Problem; onGo: ProblemListProps['onGo'] }) {
  const { line, column } = problem
  const text = placeOf(problem)
  if (!text) return null
  if (line === null || !onGo) return <span className="mr-2 font-mono text-ink-3 text-mono">{text}</span>
  return (
    <button
      type="button"
      onClick={() => onGo({ line, column })}
      className="mr-2 rounded-chip font-mono text-accent text-mono hover:underline"
    >
      {text}
    </button>
  )
}

function placeOf({ line, column, path }: Problem): string {
  if (line !== null) return column === null ? `line ${line}` : `line ${line}:${column}`
  return path
}
