import { Toaster as Sonner } from 'sonner'
import { useShownTheme } from '@/lib/theme'

export function Toaster() {
  return (
    <Sonner
      theme={useShownTheme()}
      position="bottom-right"
      toastOptions={{
        classNames: {
          toast: '!rounded-card !border-border !bg-surface !text-ink !font-sans !shadow-raised',
          description: '!text-ink-2',
        },
      }}
    />
  )
}
