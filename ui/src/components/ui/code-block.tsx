import { Check, Copy } from 'lucide-react'
import { type ReactNode, useState } from 'react'
import { cx } from '@/lib/class-names'
import { copyText } from '@/lib/clipboard'
import { toast } from '@/lib/toast'
import { IconButton } from './button'

export function CopyButton({ text, label = 'Copy' }: { text: string; label?: string }) {
  const [copied, setCopied] = useState(false)
  const copy = async () => {
    if (await copyText(text)) {
      setCopied(true)
      setTimeout(() => setCopied(false), 1500)
    } else {
      toast.error('This browser does not let the page copy', 'Select the text and copy it by keyboard')
    }
  }
  return (
    <IconButton
      label={copied ? 'Copied' : label}
      icon={copied ? <Check size={14} className="text-succeeded" /> : <Copy size={14} />}
      onClick={copy}
    />
  )
}

interface CodeBlockProps {
  code: string
  /** What it is, for screen readers. */
  label: string
  /** Its text with colours, if there is one; `code` is what is copied. */
  children?: ReactNode
  wrap?: boolean
  className?: string
}

export function CodeBlock({ code, label, children, wrap, className }: CodeBlockProps) {
  return (
    <div className={cx('group relative rounded-control bg-sunken', className)}>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls is reached by keyboard */}
      <section aria-label={label} tabIndex={0} className="max-h-[inherit] overflow-auto rounded-control p-3 pr-10">
        <pre className={cx('font-mono text-mono', wrap && 'whitespace-pre-wrap break-words')}>{children ?? code}</pre>
      </section>
      <div className="absolute top-1.5 right-1.5 rounded-control bg-sunken">
        <CopyButton text={code} label={`Copy ${label.toLowerCase()}`} />
      </div>
    </div>
  )
}
