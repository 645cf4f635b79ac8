import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useEffect } from 'react'
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
        messages.filter(isChange).reduce<RunTasks | undefined>(withChanges, known),
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

function isChange(message: object): message is TaskChanges {
  return 'seq' in message && 'run' in message && 'tasks' in message && Array.isArray(message.tasks)
}
