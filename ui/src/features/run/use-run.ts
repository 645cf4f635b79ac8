import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useEffect } from 'react'
import type { Message } from '@/api/events'
import { keys } from '@/api/keys'
import { useTopic } from '@/api/live'
import { type RunTasks, runDetailOptions, runTasksOptions, type TaskChanges, withChanges } from '@/api/run'
import { isFinal } from '@/domain/states'

const POLL = 2000

/** A run and its tasks, as they are now: changes come by the stream, and are asked for where it is silent. */
export function useRun(id: string) {
  const client = useQueryClient()
  const tasks = useQuery({
    ...runTasksOptions(client, id),
    refetchInterval: ({ state }) => (state.data && !isFinal(state.data.run.state) ? POLL : false),
  })
  useTopic(`run:${id}`, {
    onMessages: (messages) =>
      client.setQueryData<RunTasks>(keys.runs.tasks(id), (known) =>
        messages.flatMap(changeOf).reduce<RunTasks | undefined>(withChanges, known),
      ),
    onFollowing: () => void client.invalidateQueries({ queryKey: keys.runs.tasks(id) }),
  })
  const detail = useQuery(runDetailOptions(id))
  const state = tasks.data?.run.state
  useEffect(() => {
    if (state === undefined) return
    void client.invalidateQueries({ queryKey: keys.runs.detail(id) })
    if (isFinal(state)) void client.invalidateQueries({ queryKey: keys.runs.artifacts(id) })
  }, [client, id, state])
  return { tasks, detail }
}

/** The change that a message tells of; none if it tells of something else. */
function changeOf(message: Message): TaskChanges[] {
  const isChange = typeof message.seq === 'number' && Array.isArray(message.tasks) && typeof message.run === 'object'
  return isChange ? [message as unknown as TaskChanges] : []
}
