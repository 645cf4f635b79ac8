import { AlertTriangle, RotateCw } from 'lucide-react'
import { Button } from './button'

interface ErrorStateProps {
  /** What was being done: "load the runs". */
  what: string
  error: unknown
  onRetry?: () => void
}

/** What failed, why, and what to do. */
export function ErrorState({ what, error, onRetry }: ErrorStateProps) {
  const { message, hint } = explain(error)
  return (
    <div role="alert" className="m-6 flex max-w-2xl gap-3 rounded-card border border-failed/40 bg-failed/5 p-4">
      <AlertTriangle size={18} className="mt-px shrink-0 text-failed" aria-hidden />
      <div className="min-w-0">
        <p className="font-semibold">{`Could not ${what}`}</p>
        <p className="mt-0.5 break-words text-ink-2">{message}</p>
        {hint && <p className="mt-0.5 text-ink-2">{hint}</p>}
        {onRetry && (
          <Button size="small" className="mt-3" onClick={onRetry}>
            <RotateCw size={14} aria-hidden /> Try again
          </Button>
        )}
      </div>
    </div>
  )
}

function explain(error: unknown): { message: string; hint: string } {
  const hint = error && typeof error === 'object' && 'hint' in error ? String(error.hint) : ''
  return { message: error instanceof Error ? error.message : String(error), hint }
}
