import { Columns3 } from 'lucide-react'
import { useState } from 'react'
import type { RunColumns } from '@/api/models'
import { Button } from '@/components/ui/button'
import { Checkbox, Input } from '@/components/ui/field'
import { Picker } from '@/components/ui/picker'

interface ColumnPickerProps {
  columns: RunColumns
  chosen: readonly string[]
  onChange: (chosen: string[]) => void
}

/** Which parameters and metrics stand in the table, found by search. */
export function ColumnPicker({ columns, chosen, onChange }: ColumnPickerProps) {
  const [wanted, setWanted] = useState('')
  const [isOpen, setOpen] = useState(false)
  const groups = [
    { title: 'Metrics', prefix: 'metric:', names: columns.metrics },
    { title: 'Parameters', prefix: 'param:', names: columns.parameters },
  ]
  const toggle = (id: string) =>
    onChange(chosen.includes(id) ? chosen.filter((other) => other !== id) : [...chosen, id])
  return (
    <Picker
      label="Columns"
      isOpen={isOpen}
      onOpenChange={setOpen}
      align="end"
      className="w-72 p-3"
      trigger={
        <Button>
          <Columns3 size={14} aria-hidden /> Columns
          {chosen.length > 0 && <span className="text-ink-3">{chosen.length}</span>}
        </Button>
      }
    >
      <Input
        aria-label="Find a column"
        placeholder="Find a column"
        value={wanted}
        onChange={(event) => setWanted(event.target.value)}
      />
      <div className="min-h-0 overflow-auto">
        {groups.map(({ title, prefix, names }) => (
          <fieldset key={title} className="mb-2">
            <legend className="text-dense text-ink-3">{title}</legend>
            {names
              .filter((name) => name.toLowerCase().includes(wanted.toLowerCase()))
              .map((name) => (
                <Checkbox
                  key={name}
                  className="w-full truncate"
                  checked={chosen.includes(prefix + name)}
                  onChange={() => toggle(prefix + name)}
                >
                  {name}
                </Checkbox>
              ))}
            {names.length === 0 && <p className="text-dense text-ink-3">None yet</p>}
          </fieldset>
        ))}
      </div>
    </Picker>
  )
}
