import type { LucideIcon } from 'lucide-react'
import { House } from 'lucide-react'

export interface NavItem {
  to: '/' | '/settings'
  label: string
  icon: LucideIcon
  /** The second key after `g`. */
  key: string
}

/** The pages of the side bar, in order; a line parts the two groups. */
export const navGroups: readonly (readonly NavItem[])[] = [[{ to: '/', label: 'Home', icon: House, key: 'h' }]]
