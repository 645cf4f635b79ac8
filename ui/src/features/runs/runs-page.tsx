import { Link, useNavigate, useSearch } from '@tanstack/react-router'
import { Play } from 'lucide-react'
import { useMemo } from 'react'
import { buttonClass } from '@/components/ui/button'
import { PageHeader } from '@/components/ui/page-header'
import { usePage } from '@/lib/page'
import { compact } from '@/lib/search-params'
import { type RunSearch, readRunSearch } from './run-search'
import { RunsExplorer } from './runs-explorer'

/** All runs. */
export function RunsPage() {
  usePage('Runs')
  const raw: Record<string, unknown> = useSearch({ strict: false })
  const search = useMemo(() => readRunSearch(raw), [raw])
  const navigate = useNavigate()
  const change = (part: { [K in keyof RunSearch]?: RunSearch[K] | undefined }) =>
    void navigate({ to: '.', search: compact({ ...search, ...part }) as never, replace: 'q' in part })
  return (
    <main className="flex min-h-0 flex-1 flex-col bg-surface">
      <PageHeader
        title="Runs"
        actions={
          <Link to="/runs/new" className={buttonClass({ variant: 'primary' })}>
            <Play size={14} aria-hidden /> New run
          </Link>
        }
      />
      <RunsExplorer search={search} onChange={change} />
    </main>
  )
}
