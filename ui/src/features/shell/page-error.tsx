import { type ErrorComponentProps, useRouter } from '@tanstack/react-router'
import { ErrorState } from '@/components/ui/error-state'

/** What is shown in place of a page that failed; the side bar stays. */
export function PageError({ error, reset }: ErrorComponentProps) {
  const router = useRouter()
  const retry = () => {
    reset()
    void router.invalidate()
  }
  return <ErrorState what="show this page" error={error} onRetry={retry} />
}
