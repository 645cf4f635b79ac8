import { Link } from '@tanstack/react-router'
import { PanelLeft, Settings } from 'lucide-react'
import type { ReactNode } from 'react'
import { IconButton } from '@/components/ui/button'
import { Tooltip } from '@/components/ui/tooltip'
import { cx } from '@/lib/class-names'
import { Mark } from './mark'
import { type NavItem, navGroups } from './nav'

interface SidebarProps {
  isCollapsed: boolean
  onToggle: () => void
  /** What stands above the settings: the search. */
  children?: ReactNode
}

export const sideItemClass = (isCollapsed: boolean) =>
  cx(
    'flex h-8 items-center gap-2.5 rounded-control border border-transparent text-ink-2 hover:bg-hover hover:text-ink',
    isCollapsed ? 'justify-center px-0' : 'px-2.5',
  )

export function Sidebar({ isCollapsed, onToggle, children }: SidebarProps) {
  return (
    <header
      className={cx(
        'flex shrink-0 flex-col gap-0.5 border-border border-r bg-canvas px-2 py-3',
        isCollapsed ? 'w-14' : 'w-52',
      )}
    >
      <div className={cx('mb-3 flex h-8 items-center', isCollapsed ? 'justify-center' : 'justify-between pl-2.5')}>
        {!isCollapsed && (
          <Link to="/" className="flex items-center gap-2 rounded-chip font-semibold text-section">
            <Mark /> Penstock
          </Link>
        )}
        <IconButton
          label={isCollapsed ? 'Widen the side bar' : 'Narrow the side bar'}
          shortcut="["
          icon={isCollapsed ? <Mark /> : <PanelLeft size={16} />}
          onClick={onToggle}
        />
      </div>
      <nav aria-label="Pages" className="flex flex-col gap-0.5">
        {navGroups.map((group, index) => (
          <div
            key={group[0]?.to}
            className={cx('flex flex-col gap-0.5', index > 0 && 'mt-2 border-border border-t pt-2')}
          >
            {group.map((item) => (
              <SideLink key={item.to} item={item} isCollapsed={isCollapsed} />
            ))}
          </div>
        ))}
      </nav>
      <div className="mt-auto flex flex-col gap-0.5">
        {children}
        <SideLink item={{ to: '/settings', label: 'Settings', icon: Settings, key: ',' }} isCollapsed={isCollapsed} />
      </div>
    </header>
  )
}

function SideLink({ item, isCollapsed }: { item: NavItem; isCollapsed: boolean }) {
  const Icon = item.icon
  const link = (
    <Link
      to={item.to}
      activeOptions={{ exact: item.to === '/', includeSearch: false }}
      activeProps={{ className: '!border-border !bg-surface !text-ink font-semibold shadow-card' }}
      className={sideItemClass(isCollapsed)}
      aria-label={isCollapsed ? item.label : undefined}
    >
      <Icon size={16} aria-hidden className="shrink-0" />
      {!isCollapsed && item.label}
    </Link>
  )
  if (!isCollapsed) return link
  return (
    <Tooltip text={item.label} side="right">
      {link}
    </Tooltip>
  )
}
