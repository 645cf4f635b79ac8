import { useQuery } from '@tanstack/react-query'
import { ChartScatter } from 'lucide-react'
import type { RunRow } from '@/api/models'
import { runColumnsOptions } from '@/api/run-lists'
import { Button } from '@/components/ui/button'
import { FilterChip } from '@/components/ui/chip'
import { SearchField } from '@/components/ui/search-field'
import { Select } from '@/components/ui/select'
import { ToneIcon } from '@/components/ui/state'
import { toneOf, wordOf } from '@/domain/states'
import { ColumnPicker } from './column-picker'
import { FilterInput } from './filter-input'
import { RunPickers } from './run-pickers'
import { type RunSearch, SINCE, type Since } from './run-search'

const STATES = ['RUNNING', 'SUCCEEDED', 'FAILED', 'PENDING', 'CANCELED'] as const

const SPANS = [{ value: '', label: 'Any time' }, ...SINCE.map((span) => ({ value: span, label: `Last ${span}` }))]

interface FilterBarProps {
  /** The experiment that the page is about. */
  experiment: string | undefined
  search: RunSearch
  /** The runs that are listed. */
  rows: readonly RunRow[]
  onChange: (change: { [K in keyof RunSearch]?: RunSearch[K] | undefined }) => void
}

/** Search, chips and the written filter above a list of runs. */
export function FilterBar({ search, rows, onChange, experiment }: FilterBarProps) {
  const columns = useQuery(runColumnsOptions({ experiment_id: experiment ?? search.experiment })).data ?? {
    parameters: [],
    metrics: [],
  }
  const chosen = search.state ?? []
  const toggle = (state: string) => {
    const next = chosen.includes(state) ? chosen.filter((other) => other !== state) : [...chosen, state]
    onChange({ state: next.length ? next : undefined })
  }
  return (
    <div className="flex flex-col gap-2 border-border border-b bg-surface px-6 pb-3">
      <div className="flex flex-wrap items-start gap-2">
        <SearchField
          label="Search in the runs"
          value={search.q ?? ''}
          onChange={(q) => onChange({ q: q || undefined })}
          className="w-56"
        />
        <FilterInput
          value={search.where ?? ''}
          names={{ ...columns, tags: [...new Set(rows.flatMap((run) => Object.keys(run.tags)))] }}
          onChange={(where) => onChange({ where: where || undefined })}
        />
        <Select
          aria-label="When they were made"
          options={SPANS}
          value={search.since ?? ''}
          onChange={(since) => onChange({ since: (since || undefined) as Since | undefined })}
        />
        <Button
          aria-pressed={search.view === 'chart'}
          className="aria-pressed:border-accent aria-pressed:bg-accent-soft"
          onClick={() => onChange({ view: search.view ? undefined : 'chart' })}
        >
          <ChartScatter size={14} aria-hidden /> Charts
        </Button>
        <ColumnPicker
          columns={columns}
          chosen={search.cols ?? []}
          onChange={(cols) => onChange({ cols: cols.length ? cols : undefined })}
        />
      </div>
      <fieldset className="flex flex-wrap items-center gap-1.5">
        <legend className="sr-only">Filters</legend>
        {STATES.map((state) => (
          <FilterChip key={state} isOn={chosen.includes(state)} onToggle={() => toggle(state)}>
            <ToneIcon tone={toneOf(state)} size={12} />
            {wordOf(state)}
          </FilterChip>
        ))}
        <FilterChip
          isOn={search.archived ?? false}
          onToggle={() => onChange({ archived: search.archived ? undefined : true })}
        >
          Archived
        </FilterChip>
        <span aria-hidden className="mx-1 h-4 w-px bg-border" />
        <RunPickers search={search} rows={rows} onChange={onChange} hidesExperiment={experiment !== undefined} />
      </fieldset>
    </div>
  )
}
