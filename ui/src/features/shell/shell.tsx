import { Outlet, useNavigate } from '@tanstack/react-router'
import { useEffect, useState } from 'react'
import { Toaster } from '@/components/ui/toaster'
import { DropAnywhere } from '@/features/pipelines/drop-anywhere'
import { SearchKey } from '@/features/search/search-key'
import { useNarrow } from '@/lib/narrow'
import { listen, useShortcut } from '@/lib/shortcuts'
import { useStored } from '@/lib/storage'
import { ConnectionBanner } from './connection-banner'
import { type NavItem, navGroups } from './nav'
import { ShortcutHelp } from './shortcut-help'
import { Sidebar, sideItemClass } from './sidebar'

/** What is around the pages: side bar, state of the connection, messages, keys. */
export function Shell() {
  const [isKept, setKept] = useStored('sidebar.collapsed', false)
  const [isOpenHere, setOpenHere] = useState(false)
  const isNarrow = useNarrow()
  const isCollapsed = isNarrow ? !isOpenHere : isKept
  const setCollapsed = (to: boolean) => (isNarrow ? setOpenHere(!to) : setKept(to))
  const [isHelpOpen, setHelpOpen] = useState(false)
  useEffect(listen, [])
  useShortcut('[', 'Narrow or widen the side bar', () => setCollapsed(!isCollapsed), { group: 'Everywhere' })
  useShortcut('?', 'These shortcuts', () => setHelpOpen(true), { group: 'Everywhere' })
  return (
    <div className="flex h-full">
      <a
        href="#content"
        className="sr-only focus:not-sr-only focus:absolute focus:z-50 focus:rounded-control focus:bg-surface focus:px-3 focus:py-2"
      >
        Skip to the content
      </a>
      <Sidebar isCollapsed={isCollapsed} onToggle={() => setCollapsed(!isCollapsed)}>
        <SearchKey isCollapsed={isCollapsed} className={sideItemClass(isCollapsed)} />
      </Sidebar>
      {navGroups.flat().map((item) => (
        <GoKey key={item.to} item={item} />
      ))}
      <div id="content" tabIndex={-1} className="flex min-w-0 flex-1 flex-col outline-none">
        <ConnectionBanner />
        <Outlet />
      </div>
      <ShortcutHelp isOpen={isHelpOpen} onClose={() => setHelpOpen(false)} />
      <DropAnywhere />
      <Toaster />
    </div>
  )
}

function GoKey({ item }: { item: NavItem }) {
  const navigate = useNavigate()
  useShortcut(`g ${item.key}`, item.label, () => void navigate({ to: item.to }), { group: 'Go to' })
  return null
}
