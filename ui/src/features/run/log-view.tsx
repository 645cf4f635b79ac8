import { useQuery, useQueryClient } from '@tanstack/react-query'
import { ScrollText } from 'lucide-react'
import { useState } from 'react'
import { logTextOptions } from '@/api/logs'
import { EmptyState } from '@/components/ui/empty-state'
import { ErrorState } from '@/components/ui/error-state'
import { SkeletonRows } from '@/components/ui/skeleton'
import type { LogTime } from '@/domain/log-time'
import { cx } from '@/lib/class-names'
import { useShortcut } from '@/lib/shortcuts'
import { useStored } from '@/lib/storage'
import { LongLog } from './long-log'
import { type LogSource, useLogGrowth } from './use-log'
import { WholeLog } from './whole-log'

export interface LogViewProps extends LogSource {
  hasFailed: boolean
  /** The line of the address, counted from one. */
  line: number | undefined
  onLine: (line: number | undefined) => void
}

/** How a log is looked at. */
export interface LogLook {
  isWrapped: boolean
  setIsWrapped: (wrapped: boolean) => void
  /** What of the times at the beginnings of lines is shown. */
  time: LogTime
  setTime: (time: LogTime) => void
  isFull: boolean
  setIsFull: (full: boolean) => void
}

/** The log of one attempt: any length, as it grows; only ever shown as text. */
export function LogView(props: LogViewProps) {
  const { place, isGrowing } = props
  const client = useQueryClient()
  const refetchInterval = useLogGrowth(props, 'text')
  const log = useQuery({ ...logTextOptions(client, place), refetchInterval })
  const [isWrapped, setIsWrapped] = useStored('log.wrap', false)
  const [time, setTime] = useStored<LogTime>('log.time', 'written')
  const [isFull, setIsFull] = useState(false)
  useShortcut('f', 'Show the log on the whole screen', () => setIsFull(!isFull), { group: 'Log' })
  useShortcut('Escape', 'Leave the whole screen', () => setIsFull(false), { group: 'Log', isEnabled: isFull })
  if (log.isPending) return <SkeletonRows />
  if (log.isError && !log.data) {
    return <ErrorState what="load the log" error={log.error} onRetry={() => void log.refetch()} />
  }
  if (log.data.size === 0) {
    return (
      <EmptyState
        title={isGrowing ? 'Nothing has been written yet' : 'Nothing was written'}
        icon={<ScrollText size={28} aria-hidden />}
      >
        What the task prints stands here.
      </EmptyState>
    )
  }
  const look = { isWrapped, setIsWrapped, time, setTime, isFull, setIsFull }
  return (
    <div className={cx('flex min-h-0 flex-1 flex-col bg-surface', isFull && 'fixed inset-0 z-30')}>
      {log.data.isLong ? <LongLog {...props} look={look} /> : <WholeLog {...props} look={look} text={log.data.text} />}
    </div>
  )
}
