import { cx } from '@/lib/class-names'

/** A place where something will stand. */
export function Skeleton({ className }: { className?: string }) {
  return <div aria-hidden className={cx('animate-pulse rounded-chip bg-sunken', className)} />
}

/** Rows of a list that is being loaded. */
export function SkeletonRows({ rows = 8 }: { rows?: number }) {
  return (
    <div role="status" aria-label="Loading" className="flex flex-col gap-px">
      {Array.from({ length: rows }, (_, index) => (
        <div key={index} className="row-height flex items-center gap-4 px-3">
          <Skeleton className="h-3 w-4" />
          <Skeleton className={cx('h-3', index % 3 ? 'w-56' : 'w-40')} />
          <Skeleton className="ml-auto h-3 w-24" />
        </div>
      ))}
    </div>
  )
}
