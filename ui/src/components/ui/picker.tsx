import { ChevronDown, X } from 'lucide-react'
import { Popover } from 'radix-ui'
import { type KeyboardEvent, type ReactNode, useRef, useState } from 'react'
import { cx } from '@/lib/class-names'
import { Input } from './field'

export interface PickerOption {
  value: string
  label: string
  /** Quieter, at the end of the line. */
  hint?: ReactNode
  icon?: ReactNode
}

interface PickerListProps {
  /** What is looked for: "Find a pipeline". */
  placeholder: string
  options: readonly PickerOption[]
  value?: string | undefined
  onChoose: (value: string) => void
  /** Asks for other options; without it the given ones are searched here. */
  onSearch?: (text: string) => void
  /** Said where nothing is offered. */
  nothing: string
  /** What Enter does with a text that is no option. */
  onText?: (text: string) => void
}

/** A search above what it finds. Arrows walk, Enter chooses. */
export function PickerList(props: PickerListProps) {
  const { placeholder, options, value, onChoose, onSearch, nothing, onText } = props
  const [text, setText] = useState('')
  const box = useRef<HTMLDivElement>(null)
  const wanted = text.trim().toLowerCase()
  const shown = onSearch ? options : options.filter((option) => option.label.toLowerCase().includes(wanted))
  const onKeyDown = (event: KeyboardEvent) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key]
    if (!step) return
    event.preventDefault()
    const all = [...(box.current?.querySelectorAll<HTMLElement>('input, button') ?? [])]
    const at = all.indexOf(document.activeElement as HTMLElement)
    all[(at + step + all.length) % all.length]?.focus()
  }
  const onEnter = () => {
    const [first] = shown
    if (onText && text.trim()) onText(text.trim())
    else if (first && wanted) onChoose(first.value)
  }
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: the keys of what lies in it
    <div ref={box} onKeyDown={onKeyDown} className="flex min-h-0 flex-col gap-2">
      <Input
        aria-label={placeholder}
        placeholder={placeholder}
        value={text}
        onChange={(event) => {
          setText(event.target.value)
          onSearch?.(event.target.value)
        }}
        onKeyDown={(event) => event.key === 'Enter' && onEnter()}
      />
      <ul className="min-h-0 overflow-y-auto">
        {shown.map((option) => (
          <li key={option.value}>
            <button
              type="button"
              aria-pressed={option.value === value}
              title={option.label}
              onClick={() => onChoose(option.value)}
              className="flex h-8 w-full items-center gap-2 rounded-chip px-2 text-left hover:bg-hover focus-visible:-outline-offset-2 aria-pressed:bg-accent-soft"
            >
              {option.icon}
              <span className="min-w-0 flex-1 truncate">{option.label}</span>
              {option.hint && (
                <span className="max-w-[55%] shrink-0 truncate text-dense text-ink-3">{option.hint}</span>
              )}
            </button>
          </li>
        ))}
      </ul>
      {shown.length === 0 && <p className="px-2 pb-1 text-dense text-ink-3">{nothing}</p>}
    </div>
  )
}

interface PickerProps {
  /** What is chosen in it: "Columns". */
  label: string
  /** The button that opens it. */
  trigger: ReactNode
  isOpen: boolean
  onOpenChange: (isOpen: boolean) => void
  children: ReactNode
  align?: 'start' | 'end'
  className?: string
}

/** A panel below a button, in which something is found and chosen. */
export function Picker({ label, trigger, isOpen, onOpenChange, children, align = 'start', className }: PickerProps) {
  return (
    <Popover.Root open={isOpen} onOpenChange={onOpenChange}>
      <Popover.Trigger asChild>{trigger}</Popover.Trigger>
      <Popover.Portal>
        <Popover.Content
          aria-label={label}
          align={align}
          sideOffset={4}
          collisionPadding={8}
          className={cx(
            'z-50 flex max-h-[60vh] w-80 flex-col gap-2 rounded-card border border-border bg-surface p-2 shadow-raised',
            className,
          )}
        >
          {children}
        </Popover.Content>
      </Popover.Portal>
    </Popover.Root>
  )
}

interface FilterPickerProps extends Omit<PickerListProps, 'onChoose'> {
  /** What is filtered: "Pipeline". */
  label: string
  /** What is chosen, in words. */
  chosen?: string | undefined
  onChange: (value: string | undefined) => void
}

/** A filter that is one of many things: a chip that opens a list, and holds what was chosen. */
export function FilterPicker({ label, chosen, onChange, ...list }: FilterPickerProps) {
  const [isOpen, setOpen] = useState(false)
  const choose = (value: string) => {
    setOpen(false)
    onChange(value)
  }
  const isOn = chosen !== undefined
  return (
    <span
      className={cx(
        'inline-flex h-7 max-w-72 items-center rounded-full border text-dense',
        isOn ? 'border-accent bg-accent-soft text-ink' : 'border-border text-ink-2',
      )}
    >
      <Picker
        label={label}
        isOpen={isOpen}
        onOpenChange={setOpen}
        trigger={
          <button type="button" className="inline-flex h-full min-w-0 items-center gap-1 rounded-full px-2.5">
            <span className="shrink-0">{isOn ? `${label}:` : label}</span>
            {isOn ? <span className="truncate font-medium">{chosen}</span> : <ChevronDown size={12} aria-hidden />}
          </button>
        }
      >
        <PickerList {...list} onChoose={choose} {...(list.onText ? { onText: choose } : {})} />
      </Picker>
      {isOn && (
        <button
          type="button"
          aria-label={`Any ${label.toLowerCase()}`}
          onClick={() => onChange(undefined)}
          className="-ml-1 mr-1 rounded-full p-1 text-ink-3 hover:bg-hover hover:text-ink"
        >
          <X size={12} />
        </button>
      )}
    </span>
  )
}
