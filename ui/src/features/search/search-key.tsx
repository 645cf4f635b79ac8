import { Search } from 'lucide-react'
import { lazy, Suspense, useState } from 'react'
import { Kbd } from '@/components/ui/kbd'
import { useShortcut } from '@/lib/shortcuts'

const Palette = lazy(() => import('./palette').then((module) => ({ default: module.Palette })))

/** The button in the side bar that opens the search, and its key. */
export function SearchKey({ isCollapsed, className }: { isCollapsed: boolean; className: string }) {
  const [isOpen, setOpen] = useState(false)
  useShortcut('Mod k', 'Search', () => setOpen(!isOpen), { group: 'Everywhere', inFields: true })
  return (
    <>
      <button type="button" aria-label="Search" className={className} onClick={() => setOpen(true)}>
        <Search size={16} aria-hidden className="shrink-0" />
        {!isCollapsed && (
          <>
            Search
            <span className="ml-auto">
              <Kbd keys="Mod k" />
            </span>
          </>
        )}
      </button>
      {isOpen && (
        <Suspense>
          <Palette onClose={() => setOpen(false)} />
        </Suspense>
      )}
    </>
  )
}
