import type { RunRow } from '@/api/models'

/** A run of a comparison with its colour; the colour stays when others are hidden. */
export interface ShownRun {
  run: RunRow
  color: number
  isHidden: boolean
  isBase: boolean
}
