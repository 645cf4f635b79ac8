import { compact, type RawSearch, text } from '@/lib/search-params'

/** What a new run begins with. */
export interface FormSearch {
  pipeline?: string
  version?: string
  /** The run whose arguments fill the form. */
  from?: string
  experiment?: string
}

export function readFormSearch(raw: RawSearch): FormSearch {
  return compact({
    pipeline: text(raw, 'pipeline'),
    version: text(raw, 'version'),
    from: text(raw, 'from'),
    experiment: text(raw, 'experiment'),
  })
}
