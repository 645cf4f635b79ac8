import type { LucideIcon } from 'lucide-react'
import { Box, House, Play } from 'lucide-react'

export interface NavItem {
  to: '/' | '/runs' | '/artifacts' | '/settings'
  label: string
  icon: LucideIcon
  /** The second key after `g`. */
  key: string
}

/** The pages of the side bar, in order; a line parts the two groups. */
export const navGroups: readonly (readonly NavItem[])[] = [
  [
    { to: '/', label: 'Home', icon: House, key: 'h' },
    { to: '/runs', label: 'Runs', icon: Play, key: 'r' },
  ],
  [{ to: '/artifacts', label: 'Artifacts', icon: Box, key: 'a' }],
]
