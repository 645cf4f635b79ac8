import { Link } from '@tanstack/react-router'
import { Compass } from 'lucide-react'
import { buttonClass } from '@/components/ui/button'
import { EmptyState } from '@/components/ui/empty-state'
import { usePage } from '@/lib/page'

export function NotFoundPage() {
  usePage('Not found')
  return (
    <main className="flex flex-1 items-center justify-center">
      <EmptyState
        isPage
        title="There is no such page"
        icon={<Compass size={32} aria-hidden />}
        action={
          <Link to="/" className={buttonClass({ variant: 'primary' })}>
            Go to the start
          </Link>
        }
      >
        The address may be mistyped, or what it named was deleted.
      </EmptyState>
    </main>
  )
}
