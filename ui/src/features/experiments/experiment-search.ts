import { commaList, compact, flag, type RawSearch, text } from '@/lib/search-params'

export interface ExperimentsSearch {
  q?: string
  sort?: string
  archived?: true
}

export interface ExperimentSearch {
  sort?: string
  cols?: string[]
}

export function readExperimentsSearch(raw: RawSearch): ExperimentsSearch {
  return compact({ q: text(raw, 'q'), sort: text(raw, 'sort'), archived: flag(raw, 'archived') })
}

export function readExperimentSearch(raw: RawSearch): ExperimentSearch {
  return compact({ sort: text(raw, 'sort'), cols: commaList(raw, 'cols') })
}
