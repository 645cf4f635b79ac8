import { WifiOff } from 'lucide-react'
import { useEffect } from 'react'
import { useConnection } from '@/api/live'
import { clockText } from '@/domain/durations'
import { freezeClock } from '@/lib/now'
import { useTimeZone } from '@/lib/theme'

/** Says that what is shown is of a moment in the past; the running times stand still meanwhile. */
export function ConnectionBanner() {
  const { state, heardAt } = useConnection()
  const [zone] = useTimeZone()
  const isLost = state === 'lost'
  useEffect(() => freezeClock(isLost), [isLost])
  if (!isLost) return <div role="status" className="sr-only" />
  return (
    <div
      role="status"
      className="flex h-8 shrink-0 items-center gap-2 border-canceled/40 border-b bg-canceled/10 px-6 text-canceled text-dense"
    >
      <WifiOff size={14} aria-hidden />
      {heardAt === null
        ? 'The server does not answer; trying again'
        : `Reconnecting; data of ${clockText(heardAt, zone || undefined)}`}
    </div>
  )
}
