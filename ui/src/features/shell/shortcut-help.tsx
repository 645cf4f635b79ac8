import { Dialog } from '@/components/ui/dialog'
import { Kbd } from '@/components/ui/kbd'
import { grouped } from '@/domain/grouped'
import { useShortcutTable } from '@/lib/shortcuts'

/** Every shortcut that works on this page now. */
export function ShortcutHelp({ isOpen, onClose }: { isOpen: boolean; onClose: () => void }) {
  const groups = grouped(useShortcutTable(), (shortcut) => shortcut.group)
  return (
    <Dialog title="Keyboard shortcuts" isOpen={isOpen} onClose={onClose} size="medium">
      <div className="grid gap-x-8 gap-y-5 sm:grid-cols-2">
        {[...groups].map(([group, shortcuts]) => (
          <section key={group}>
            <h3 className="mb-1 text-dense text-ink-3">{group}</h3>
            <ul>
              {shortcuts.map((shortcut) => (
                <li key={shortcut.keys} className="flex h-7 items-center justify-between gap-4">
                  <span>{shortcut.label}</span>
                  <Kbd keys={shortcut.keys} />
                </li>
              ))}
            </ul>
          </section>
        ))}
      </div>
    </Dialog>
  )
}
