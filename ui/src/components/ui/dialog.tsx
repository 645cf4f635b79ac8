import { X } from 'lucide-react'
import { Dialog as Radix } from 'radix-ui'
import type { ReactNode } from 'react'
import { cx } from '@/lib/class-names'
import { IconButton } from './button'

interface DialogProps {
  title: string
  isOpen: boolean
  onClose: () => void
  children: ReactNode
  description?: ReactNode
  /** The buttons; the last one is what Enter means. */
  footer?: ReactNode
  size?: 'small' | 'medium' | 'large'
}

const WIDTHS = { small: 'max-w-md', medium: 'max-w-xl', large: 'max-w-4xl' }

/** The dialog itself takes the focus: on its close button a tooltip would open, and take the first Escape. */
function focusItself(event: Event) {
  event.preventDefault()
  if (event.currentTarget instanceof HTMLElement) event.currentTarget.focus()
}

export function Dialog({ title, isOpen, onClose, children, description, footer, size = 'small' }: DialogProps) {
  return (
    <Radix.Root open={isOpen} onOpenChange={(open) => !open && onClose()}>
      <Radix.Portal>
        <Radix.Overlay className="fixed inset-0 z-40 bg-overlay" />
        <Radix.Content
          {...(description ? {} : { 'aria-describedby': undefined })}
          onOpenAutoFocus={focusItself}
          className={cx(
            'fixed top-1/2 left-1/2 z-50 flex max-h-[85vh] w-[calc(100vw-32px)] -translate-x-1/2 -translate-y-1/2 flex-col rounded-group border border-border bg-surface shadow-raised outline-none',
            WIDTHS[size],
          )}
        >
          <header className="flex items-start gap-4 px-6 pt-5">
            <div className="min-w-0 flex-1">
              <Radix.Title className="text-section font-semibold">{title}</Radix.Title>
              {description && <Radix.Description className="mt-1 text-ink-2">{description}</Radix.Description>}
            </div>
            <Radix.Close asChild>
              <IconButton label="Close" icon={<X size={16} />} />
            </Radix.Close>
          </header>
          <div className="min-h-0 flex-1 overflow-auto px-6 py-4">{children}</div>
          {footer && <footer className="flex justify-end gap-2 border-border border-t px-6 py-3">{footer}</footer>}
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  )
}
