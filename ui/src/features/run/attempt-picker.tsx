import type { TaskRow } from '@/api/run'
import { Select } from '@/components/ui/select'
import type { ChangeSearch, RunPageSearch } from './run-search'

interface AttemptPickerProps {
  row: TaskRow | undefined
  search: RunPageSearch
  onChange: ChangeSearch
}

/** Which attempt of a task is looked at, where there are several. */
export function AttemptPicker({ row, search, onChange }: AttemptPickerProps) {
  if (!row || row.attempts < 2) return null
  const options = Array.from({ length: row.attempts }, (_, index) => ({
    value: String(index + 1),
    label: `attempt ${index + 1}`,
  }))
  return (
    <Select
      aria-label="Attempt"
      options={options}
      value={String(search.attempt ?? row.attempts)}
      onChange={(value) => onChange({ attempt: Number(value), line: undefined })}
    />
  )
}
