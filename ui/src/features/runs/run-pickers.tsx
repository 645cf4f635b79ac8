import { useQuery } from '@tanstack/react-query'
import { experimentChoicesOptions } from '@/api/experiments'
import type { RunRow } from '@/api/models'
import { recentPipelinesOptions } from '@/api/pipelines'
import { FilterPicker } from '@/components/ui/picker'
import { countText } from '@/domain/numbers'
import { isId, type RunSearch } from './run-search'

const MOST_CHOICES = 200

interface RunPickersProps {
  search: RunSearch
  /** The runs that are listed: what they belong to is offered, too. */
  rows: readonly RunRow[]
  onChange: (change: { [K in keyof RunSearch]?: RunSearch[K] | undefined }) => void
  hidesExperiment?: boolean | undefined
}

/** Pipeline, experiment and tag, chosen from what there is. */
export function RunPickers({ search, rows, onChange, hidesExperiment }: RunPickersProps) {
  return (
    <>
      <PipelinePicker value={search.pipeline} rows={rows} onChange={(pipeline) => onChange({ pipeline })} />
      {!hidesExperiment && (
        <ExperimentPicker value={search.experiment} onChange={(experiment) => onChange({ experiment })} />
      )}
      {search.tag?.map((tag) => (
        <TagPicker
          key={tag}
          value={tag}
          rows={rows}
          onChange={(next) => onChange({ tag: replaced(search.tag ?? [], tag, next) })}
        />
      ))}
      <TagPicker
        value={undefined}
        rows={rows}
        onChange={(tag) => tag && onChange({ tag: [...(search.tag ?? []), tag] })}
      />
    </>
  )
}

interface OwnProps {
  value: string | undefined
  onChange: (value: string | undefined) => void
}

/** By the name that the pipeline's file says, so that runs from files and of uploads come together; a renamed upload by its id. */
function PipelinePicker({ value, rows, onChange }: OwnProps & { rows: readonly RunRow[] }) {
  const known = useQuery(recentPipelinesOptions(MOST_CHOICES)).data?.items ?? []
  const names = new Set(rows.map((run) => run.pipeline.name).filter(Boolean))
  if (value && !isId(value)) names.add(value)
  const options = [
    ...[...names].map((name) => ({ value: name, label: name })),
    ...known
      .filter((item) => !names.has(item.name))
      .map((item) => ({ value: item.id, label: item.display_name, hint: item.last_run_at ? '' : 'never run' })),
  ]
  const byLabel = [...options].sort((a, b) => a.label.localeCompare(b.label))
  const chosen = value && (options.find((option) => option.value === value)?.label ?? value)
  return (
    <FilterPicker
      label="Pipeline"
      placeholder="Find a pipeline"
      nothing="No pipeline has that name"
      options={byLabel}
      value={value}
      chosen={chosen || undefined}
      onChange={onChange}
    />
  )
}

function ExperimentPicker({ value, onChange }: OwnProps) {
  const known = useQuery(experimentChoicesOptions()).data?.items ?? []
  const chosen = value && (known.find((item) => item.id === value)?.name ?? value)
  return (
    <FilterPicker
      label="Experiment"
      placeholder="Find an experiment"
      nothing="No experiment has that name"
      options={known.map((item) => ({ value: item.id, label: item.name, hint: countText(item.runs, 'run') }))}
      value={value}
      chosen={chosen || undefined}
      onChange={onChange}
    />
  )
}

/** Tags are offered as the listed runs have them; others can be typed. */
function TagPicker({ value, rows, onChange }: OwnProps & { rows: readonly RunRow[] }) {
  const tags = new Set(rows.flatMap((run) => Object.entries(run.tags).map(([name, text]) => `${name}:${text}`)))
  return (
    <FilterPicker
      label="Tag"
      placeholder="name:value"
      nothing="Press Enter to filter by this tag"
      options={[...tags].sort().map((tag) => ({ value: tag, label: tag }))}
      value={value}
      chosen={value}
      onChange={(next) => onChange(next === undefined || next.includes(':') ? next : `${next}:`)}
      onText={onChange}
    />
  )
}

function replaced(tags: readonly string[], old: string, next: string | undefined): string[] | undefined {
  const all = tags.flatMap((tag) => (tag === old ? (next ?? []) : [tag]))
  return all.length ? all : undefined
}
