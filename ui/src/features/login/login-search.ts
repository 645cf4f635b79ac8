import { compact, type RawSearch, text } from '@/lib/search-params'

export interface LoginSearch {
  /** The page to go back to. */
  to?: string
}

/** Only pages of this application are gone back to, whatever an address says. */
export function readLoginSearch(raw: RawSearch): LoginSearch {
  const to = text(raw, 'to')
  return compact({ to: to && /^\/(?![/\\])/.test(to) && !to.startsWith('/login') ? to : undefined })
}
