import { Tooltip as Radix } from 'radix-ui'
import type { ReactNode } from 'react'
import { Kbd } from './kbd'

export const TooltipProvider = Radix.Provider

interface TooltipProps {
  text: ReactNode
  children: ReactNode
  shortcut?: string
  side?: 'top' | 'right' | 'bottom' | 'left'
}

/** A short explanation of the one element inside; it never holds what cannot be found elsewhere. */
export function Tooltip({ text, children, shortcut, side = 'top' }: TooltipProps) {
  return (
    <Radix.Root>
      <Radix.Trigger asChild>{children}</Radix.Trigger>
      <Radix.Portal>
        <Radix.Content
          side={side}
          sideOffset={6}
          collisionPadding={8}
          className="z-50 flex max-w-80 items-center gap-2 rounded-control bg-surface px-2 py-1 text-dense text-ink-2 shadow-raised"
        >
          {text}
          {shortcut && <Kbd keys={shortcut} />}
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  )
}
