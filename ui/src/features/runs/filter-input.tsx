import { AlertCircle } from 'lucide-react'
import { type KeyboardEvent, useId, useRef, useState } from 'react'
import { Input } from '@/components/ui/field'
import { type Completion, completions, type Names } from '@/domain/filter-completion'
import { parseFilter } from '@/domain/run-filter'
import { cx } from '@/lib/class-names'

interface FilterInputProps {
  value: string
  names: Names
  onChange: (value: string) => void
}

/** The filter language, with offers for what may follow; it is asked when Enter is pressed or the field is left. */
export function FilterInput({ value, names, onChange }: FilterInputProps) {
  const id = useId()
  const field = useRef<HTMLInputElement>(null)
  const [draft, setDraft] = useState(value)
  const [asked, setAsked] = useState(value)
  const [caret, setCaret] = useState(0)
  const [at, setAt] = useState(-1)
  const [isOpen, setOpen] = useState(false)
  if (asked !== value) {
    setAsked(value)
    setDraft(value)
  }
  const { problem } = parseFilter(draft)
  const offers = isOpen ? completions(draft, caret, names) : []
  const take = (offer: Completion) => {
    const next = `${draft.slice(0, offer.from)}${offer.text} ${draft.slice(caret).trimStart()}`
    setDraft(next)
    setCaret(offer.from + offer.text.length + 1)
    setAt(-1)
    field.current?.focus()
  }
  const submit = () => {
    setOpen(false)
    if (!problem) onChange(draft.trim())
  }
  const onKeyDown = (event: KeyboardEvent) => {
    const offer = offers[at]
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key]
    if (step && offers.length) setAt((at + step + offers.length) % offers.length)
    else if ((event.key === 'Enter' || event.key === 'Tab') && offer) take(offer)
    else if (event.key === 'Enter') submit()
    else if (event.key === 'Escape') setOpen(false)
    else return
    event.preventDefault()
  }
  return (
    <div className="relative min-w-64 flex-1">
      <Input
        ref={field}
        role="combobox"
        aria-label="Filter"
        aria-expanded={offers.length > 0}
        aria-controls={`${id}-offers`}
        aria-activedescendant={at >= 0 ? `${id}-${at}` : undefined}
        aria-invalid={problem && !isOpen ? true : undefined}
        aria-describedby={problem ? `${id}-problem` : undefined}
        placeholder='metrics.auc > 0.9 and params.model = "xgb"'
        spellCheck={false}
        autoComplete="off"
        className="font-mono text-mono"
        value={draft}
        onChange={(event) => {
          setDraft(event.target.value)
          setCaret(event.target.selectionStart ?? event.target.value.length)
          setAt(-1)
          setOpen(true)
        }}
        onFocus={(event) => {
          setCaret(event.target.selectionStart ?? draft.length)
          setOpen(true)
        }}
        onBlur={submit}
        onKeyDown={onKeyDown}
      />
      {offers.length > 0 && (
        <div
          id={`${id}-offers`}
          role="listbox"
          aria-label="What may follow"
          className="absolute top-9 z-30 max-h-72 w-full min-w-72 overflow-auto rounded-card border border-border bg-surface p-1 shadow-raised"
        >
          {offers.map((offer, index) => (
            <div
              key={offer.text}
              id={`${id}-${index}`}
              role="option"
              tabIndex={-1}
              aria-selected={index === at}
              onMouseDown={(event) => {
                event.preventDefault()
                take(offer)
              }}
              className={cx(
                'cursor-pointer rounded-chip px-2 py-1 font-mono text-mono',
                index === at && 'bg-accent-soft',
              )}
            >
              {offer.text}
            </div>
          ))}
        </div>
      )}
      {problem && draft && !isOpen && (
        <p id={`${id}-problem`} role="alert" className="mt-1 flex items-center gap-1.5 text-dense text-failed">
          <AlertCircle size={14} aria-hidden />
          {`${problem.message} (at ${problem.at + 1})`}
        </p>
      )}
    </div>
  )
}
