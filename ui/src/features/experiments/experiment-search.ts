import { compact, flag, type RawSearch, text } from '@/lib/search-params'

export interface ExperimentsSearch {
  q?: string
  sort?: string
  archived?: true
}

export function readExperimentsSearch(raw: RawSearch): ExperimentsSearch {
  return compact({ q: text(raw, 'q'), sort: text(raw, 'sort'), archived: flag(raw, 'archived') })
}
