/** Asks for what the page of a run shows, while the page's own code is still loading. */
import type { QueryClient } from '@tanstack/react-query'
import { firstGraphOptions, runDetailOptions, runTasksOptions } from './run'

export function readAhead(client: QueryClient, id: string, hasGraph: boolean): void {
  void client.prefetchQuery(runTasksOptions(client, id))
  void client.prefetchQuery(runDetailOptions(id))
  if (hasGraph) void client.prefetchQuery(firstGraphOptions(id))
}
