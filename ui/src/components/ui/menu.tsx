import { DropdownMenu as Radix } from 'radix-ui'
import { Fragment, type ReactNode } from 'react'
import { cx } from '@/lib/class-names'
import { Kbd } from './kbd'

export interface MenuItem {
  label: string
  onSelect: () => void
  icon?: ReactNode
  shortcut?: string
  isDanger?: boolean
  isDisabled?: boolean
  /** A line above it. */
  startsGroup?: boolean
}

interface MenuProps {
  /** The button that opens it. */
  trigger: ReactNode
  items: MenuItem[]
  align?: 'start' | 'end'
}

export function Menu({ trigger, items, align = 'end' }: MenuProps) {
  return (
    <Radix.Root modal={false}>
      <Radix.Trigger asChild>{trigger}</Radix.Trigger>
      <Radix.Portal>
        <Radix.Content
          align={align}
          sideOffset={4}
          collisionPadding={8}
          className="z-50 min-w-44 rounded-card border border-border bg-surface p-1 shadow-raised outline-none"
        >
          {items.map((item) => (
            <Fragment key={item.label}>
              {item.startsGroup && <Radix.Separator className="my-1 h-px bg-border" />}
              <Radix.Item
                disabled={item.isDisabled ?? false}
                onSelect={item.onSelect}
                className={cx(
                  'flex h-8 cursor-pointer items-center gap-2 rounded-chip px-2 outline-none select-none',
                  'data-[highlighted]:bg-hover data-[disabled]:cursor-not-allowed data-[disabled]:opacity-50',
                  item.isDanger ? 'text-failed' : 'text-ink',
                )}
              >
                {item.icon && <span className="text-ink-3">{item.icon}</span>}
                <span className="flex-1">{item.label}</span>
                {item.shortcut && <Kbd keys={item.shortcut} />}
              </Radix.Item>
            </Fragment>
          ))}
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  )
}
