import { Search } from 'lucide-react'
import { useRef } from 'react'
import { cx } from '@/lib/class-names'
import { useShortcut } from '@/lib/shortcuts'
import { Input } from './field'

interface SearchFieldProps {
  /** What is searched, for screen readers and the help of keys: "Search in the runs". */
  label: string
  value: string
  onChange: (value: string) => void
  placeholder?: string
  className?: string
}

/** The search above a list; `/` leads into it. */
export function SearchField({ label, value, onChange, placeholder = 'Search', className }: SearchFieldProps) {
  const field = useRef<HTMLInputElement>(null)
  useShortcut('/', label, () => field.current?.focus())
  return (
    <span className={cx('relative flex w-64', className)}>
      <Search size={14} aria-hidden className="absolute top-1/2 left-2.5 -translate-y-1/2 text-ink-3" />
      <Input
        ref={field}
        type="search"
        aria-label={label}
        placeholder={placeholder}
        className="pl-8"
        value={value}
        onChange={(event) => onChange(event.target.value)}
      />
    </span>
  )
}
