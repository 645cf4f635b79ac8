import type { ReactNode } from 'react'
import { SearchField } from './search-field'

interface ListToolbarProps {
  /** What is searched: "Search in the pipelines". */
  label: string
  q: string | undefined
  onSearch: (q: string | undefined) => void
  /** The filters beside the search. */
  children?: ReactNode
}

/** What stands above every list: a search, then what else chooses its rows. */
export function ListToolbar({ label, q, onSearch, children }: ListToolbarProps) {
  return (
    <div className="flex shrink-0 flex-wrap items-center gap-2 border-border border-b bg-surface px-6 pb-3">
      <SearchField label={label} value={q ?? ''} onChange={(text) => onSearch(text || undefined)} />
      {children}
    </div>
  )
}
