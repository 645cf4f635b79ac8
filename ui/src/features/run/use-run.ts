import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useEffect } from 'react'
import type { Message } from '@/api/events'
import { keys } from '@/api/keys'
import { useConnection, useTopic } from '@/api/live'
import { type RunTasks, runDetailOptions, runTasksOptions, type TaskChanges, withChanges } from '@/api/run'
import { isFinal } from '@/domain/states'

/** Asked even so: a proxy may hold a stream back without closing it. */
const SELDOM = 20_000
const OFTEN = 3000

/** A run and its tasks, as they are now: changes come by the stream, and are asked for where it is silent. */
export function useRun(id: string) {
  const client = useQueryClient()
  const { state: connection } = useConnection()
  const pause = connection === 'live' ? SELDOM : OFTEN
  const tasks = useQuery({
    ...runTasksOptions(client, id),
    refetchInterval: ({ state }) => (state.data && !isFinal(state.data.run.state) ? pause : false),
  })
  useTopic(`run:${id}`, {
    onMessages: (messages) => {
      client.setQueryData<RunTasks>(keys.runs.tasks(id), (known) =>
        messages.flatMap(changeOf).reduce<RunTasks | undefined>(withChanges, known),
      )
      if (messages.some(({ refetch }) => refetch === true)) {
        void client.invalidateQueries({ queryKey: keys.runs.tasks(id) })
      }
      if (messages.some(({ gone }) => gone === true)) void client.resetQueries({ queryKey: keys.runs.one(id) })
    },
    onFollowing: () => void client.invalidateQueries({ queryKey: keys.runs.tasks(id) }),
  })
  const detail = useQuery(runDetailOptions(id))
  const state = tasks.data?.run.state
  const done = tasks.data?.run.tasks?.by_state.SUCCEEDED ?? 0
  useEffect(() => {
    if (state !== undefined) void client.invalidateQueries({ queryKey: keys.runs.detail(id) })
  }, [client, id, state])
  useEffect(() => {
    if (done > 0) void client.invalidateQueries({ queryKey: keys.runs.artifacts(id) })
  }, [client, id, done])
  return { tasks, detail }
}

/** The change that a message tells of; none if it tells of something else. */
function changeOf(message: Message): TaskChanges[] {
  const isChange = typeof message.seq === 'number' && Array.isArray(message.tasks) && typeof message.run === 'object'
  return isChange ? [message as unknown as TaskChanges] : []
}
