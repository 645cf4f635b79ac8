import { useQuery } from '@tanstack/react-query'
import { Search } from 'lucide-react'
import { useRef } from 'react'
import { runColumnsOptions } from '@/api/run-lists'
import { FilterChip, RemovableChip } from '@/components/ui/chip'
import { Input } from '@/components/ui/field'
import { Select } from '@/components/ui/select'
import { ToneIcon } from '@/components/ui/state'
import { toneOf, wordOf } from '@/domain/states'
import { useShortcut } from '@/lib/shortcuts'
import { ColumnPicker } from './column-picker'
import { FilterInput } from './filter-input'
import { type RunSearch, SINCE, type Since } from './run-search'

const STATES = ['RUNNING', 'SUCCEEDED', 'FAILED', 'PENDING', 'CANCELED'] as const

const SPANS = [{ value: '', label: 'Any time' }, ...SINCE.map((span) => ({ value: span, label: `Last ${span}` }))]

interface FilterBarProps {
  search: RunSearch
  onChange: (change: { [K in keyof RunSearch]?: RunSearch[K] | undefined }) => void
}

/** Search, chips and the written filter above a list of runs. */
export function FilterBar({ search, onChange }: FilterBarProps) {
  const field = useRef<HTMLInputElement>(null)
  useShortcut('/', 'Search in the runs', () => field.current?.focus())
  const columns = useQuery(runColumnsOptions({ experiment_id: search.experiment })).data ?? {
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
        <span className="relative block w-56">
          <Search size={14} aria-hidden className="absolute top-[9px] left-2.5 text-ink-3" />
          <Input
            ref={field}
            type="search"
            aria-label="Search in the names of runs"
            placeholder="Search"
            className="pl-8"
            value={search.q ?? ''}
            onChange={(event) => onChange({ q: event.target.value || undefined })}
          />
        </span>
        <FilterInput
          value={search.where ?? ''}
          names={{ ...columns, tags: [] }}
          onChange={(where) => onChange({ where: where || undefined })}
        />
        <Select
          aria-label="When they were made"
          options={SPANS}
          value={search.since ?? ''}
          onChange={(since) => onChange({ since: (since || undefined) as Since | undefined })}
        />
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
        {search.pipeline && (
          <RemovableChip label="Any pipeline" onRemove={() => onChange({ pipeline: undefined })}>
            {`Pipeline ${search.pipeline}`}
          </RemovableChip>
        )}
        {search.tag?.map((tag) => (
          <RemovableChip
            key={tag}
            label={`Without the tag ${tag}`}
            onRemove={() => onChange({ tag: search.tag?.filter((other) => other !== tag) })}
          >
            {tag}
          </RemovableChip>
        ))}
      </fieldset>
    </div>
  )
}
