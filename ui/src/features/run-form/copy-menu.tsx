import { ChevronDown, Copy } from 'lucide-react'
import { Button } from '@/components/ui/button'
import { Menu } from '@/components/ui/menu'
import { cliText, curlText, pythonProgram, type RunOrder } from '@/domain/run-commands'
import { copyText } from '@/lib/clipboard'
import { toast } from '@/lib/toast'

const KINDS = [
  { label: 'Command line', write: cliText },
  { label: 'Python', write: pythonProgram },
  { label: 'curl', write: curlText },
]

/** The run as something to start it elsewhere. */
export function CopyMenu({ order, isWhole }: { order: RunOrder; isWhole: boolean }) {
  const copy = async (text: string) => {
    if (await copyText(text)) toast.success('Copied')
    else toast.error('This browser does not let the page copy')
  }
  return (
    <Menu
      trigger={
        <Button>
          Copy as <ChevronDown size={14} aria-hidden />
        </Button>
      }
      items={KINDS.map(({ label, write }) => ({
        label,
        icon: <Copy size={14} aria-hidden />,
        isDisabled: !isWhole || (order.isOfFile && write !== cliText), // a whole file is no argument of a command
        onSelect: () => void copy(write(order)),
      }))}
    />
  )
}
