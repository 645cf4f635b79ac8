import { cva, type VariantProps } from 'class-variance-authority'
import type { ComponentProps, ReactNode } from 'react'
import { cx } from '@/lib/class-names'
import { Tooltip } from './tooltip'

/** The look of a button, for links that are buttons to the eye as well. */
export const buttonClass = cva(
  'inline-flex shrink-0 items-center justify-center gap-1.5 whitespace-nowrap rounded-control border font-medium transition-colors select-none disabled:opacity-50 disabled:cursor-not-allowed aria-disabled:opacity-50 aria-disabled:cursor-not-allowed',
  {
    variants: {
      variant: {
        primary: 'border-transparent bg-accent text-on-accent enabled:hover:bg-accent-hover',
        secondary: 'border-border bg-surface text-ink shadow-card enabled:hover:bg-hover [a&]:hover:bg-hover',
        ghost: 'border-transparent text-ink-2 enabled:hover:bg-hover enabled:hover:text-ink [a&]:hover:bg-hover',
        danger:
          'border-border bg-surface text-failed shadow-card enabled:hover:bg-failed/10 enabled:hover:border-failed',
      },
      size: { small: 'h-7 px-2 text-dense', medium: 'h-8 px-3 text-body', icon: 'size-7', 'icon-medium': 'size-8' },
    },
    defaultVariants: { variant: 'secondary', size: 'medium' },
  },
)

type Looks = VariantProps<typeof buttonClass>

export function Button({ variant, size, className, type = 'button', ...rest }: ComponentProps<'button'> & Looks) {
  return <button type={type} className={cx(buttonClass({ variant, size }), className)} {...rest} />
}

interface IconButtonProps extends Omit<ComponentProps<'button'>, 'aria-label' | 'children'> {
  /** What it does; its name for screen readers and its tooltip. */
  label: string
  icon: ReactNode
  /** The key that does the same, shown in the tooltip. */
  shortcut?: string
  variant?: Looks['variant']
  size?: 'icon' | 'icon-medium'
}

export function IconButton({ label, icon, shortcut, variant = 'ghost', size = 'icon', ...rest }: IconButtonProps) {
  return (
    <Tooltip text={label} {...(shortcut ? { shortcut } : {})}>
      <Button variant={variant} size={size} aria-label={label} {...rest}>
        {icon}
      </Button>
    </Tooltip>
  )
}
