import { AlertCircle } from 'lucide-react'
import { type ComponentProps, type ReactNode, useId } from 'react'
import { cx } from '@/lib/class-names'

export const inputClass =
  'w-full rounded-control border border-border-strong bg-surface px-2.5 text-ink placeholder:text-ink-3 disabled:bg-sunken disabled:text-ink-3 aria-invalid:border-failed'

export interface FieldIds {
  id: string
  'aria-describedby': string | undefined
  'aria-invalid': boolean | undefined
}

interface FieldProps {
  label: ReactNode
  /** The control, given the ids that tie it to its label, its help and its error. */
  children: (ids: FieldIds) => ReactNode
  help?: ReactNode
  error?: string | undefined
  /** What stands at the end of the label's line. */
  aside?: ReactNode
  className?: string
}

export function Field({ label, children, help, error, aside, className }: FieldProps) {
  const id = useId()
  const described = [help ? `${id}-help` : '', error ? `${id}-error` : ''].filter(Boolean).join(' ')
  return (
    <div className={cx('flex flex-col gap-1', className)}>
      <div className="flex min-h-5 items-center gap-2">
        <label htmlFor={id} className="min-w-0 font-medium">
          {label}
        </label>
        {aside}
      </div>
      {children({ id, 'aria-describedby': described || undefined, 'aria-invalid': error ? true : undefined })}
      {error && (
        <p id={`${id}-error`} className="flex items-start gap-1.5 text-dense text-failed">
          <AlertCircle size={14} className="mt-px shrink-0" aria-hidden />
          {error}
        </p>
      )}
      {help && (
        <p id={`${id}-help`} className="whitespace-pre-line text-dense text-ink-3">
          {help}
        </p>
      )}
    </div>
  )
}

export function Input({ className, ...rest }: ComponentProps<'input'>) {
  return <input className={cx(inputClass, 'h-8', className)} {...rest} />
}

export function TextArea({ className, ...rest }: ComponentProps<'textarea'>) {
  return <textarea className={cx(inputClass, 'field-sizing-content max-h-80 min-h-8 py-1.5', className)} {...rest} />
}

export function Checkbox({ children, className, ...rest }: Omit<ComponentProps<'input'>, 'type'>) {
  return (
    <label className={cx('inline-flex min-h-6 cursor-pointer items-center gap-2', className)}>
      <input type="checkbox" className="size-4 accent-accent" {...rest} />
      {children}
    </label>
  )
}
