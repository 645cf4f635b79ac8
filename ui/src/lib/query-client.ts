/** What is kept of the server's answers, and when it is asked again. */
import { MutationCache, QueryCache, QueryClient } from '@tanstack/react-query'

const MINUTE = 60_000

/**
 * Events keep the data fresh; what was read less than half a minute ago is not asked for again. Whoever is not known to
 * the server (any more) has to sign in, whichever call finds it out.
 */
export function createQueryClient(onStranger: () => void): QueryClient {
  const onError = (error: unknown) => {
    if (statusOf(error) === 401) onStranger()
  }
  return new QueryClient({
    queryCache: new QueryCache({ onError }),
    mutationCache: new MutationCache({ onError }),
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
  const status = statusOf(error)
  return status === 0 || status === 503
}

function statusOf(error: unknown): number {
  return error && typeof error === 'object' && 'status' in error ? Number(error.status) : 0
}
