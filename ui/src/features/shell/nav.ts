import type { LucideIcon } from 'lucide-react'
import { Box, FlaskConical, House, Play, Workflow } from 'lucide-react'

export interface NavItem {
  to: '/' | '/pipelines' | '/runs' | '/experiments' | '/artifacts' | '/settings'
  label: string
  icon: LucideIcon
  /** The second key after `g`. */
  key: string
}

/** The pages of the side bar, in order; a line parts the two groups. */
export const navGroups: readonly (readonly NavItem[])[] = [
  [
    { to: '/', label: 'Home', icon: House, key: 'h' },
    { to: '/pipelines', label: 'Pipelines', icon: Workflow, key: 'p' },
    { to: '/runs', label: 'Runs', icon: Play, key: 'r' },
    { to: '/experiments', label: 'Experiments', icon: FlaskConical, key: 'e' },
  ],
  [{ to: '/artifacts', label: 'Artifacts', icon: Box, key: 'a' }],
]
