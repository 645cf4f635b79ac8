/** What is kept of the server's answers, and when it is asked again. */
import { QueryClient } from '@tanstack/react-query'

const MINUTE = 60_000

/** Events keep the data fresh; what was read less than half a minute ago is not asked for again. */
export function createQueryClient(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      queries: {
        staleTime: MINUTE / 2,
        gcTime: 10 * MINUTE,
        refetchOnWindowFocus: true,
        retry: (failures, error) => failures < 2 && isPassing(error),
      },
      mutations: { retry: false },
    },
  })
}

/** Trying again helps if the server was away or busy, not if it said no. */
function isPassing(error: unknown): boolean {
  const status = error && typeof error === 'object' && 'status' in error ? Number(error.status) : 0
  return status === 0 || status === 503
}
