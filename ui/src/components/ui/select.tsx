import { ChevronDown } from 'lucide-react'
import type { ComponentProps } from 'react'
import { cx } from '@/lib/class-names'
import { inputClass } from './field'

export interface Option {
  value: string
  label: string
}

interface SelectProps extends Omit<ComponentProps<'select'>, 'onChange' | 'children'> {
  options: readonly Option[]
  onChange: (value: string) => void
}

/** The platform's own list: it works by keyboard, by touch and with screen readers everywhere. */
export function Select({ options, onChange, className, ...rest }: SelectProps) {
  return (
    <span className={cx('relative inline-flex', className)}>
      <select
        className={cx(inputClass, 'h-8 cursor-pointer appearance-none truncate pr-7')}
        onChange={(event) => onChange(event.target.value)}
        {...rest}
      >
        {options.map((option) => (
          <option key={option.value} value={option.value}>
            {option.label}
          </option>
        ))}
      </select>
      <ChevronDown
        size={14}
        aria-hidden
        className="pointer-events-none absolute top-1/2 right-2 -translate-y-1/2 text-ink-3"
      />
    </span>
  )
}
