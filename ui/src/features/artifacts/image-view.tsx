import { useState } from 'react'
import { cx } from '@/lib/class-names'

/** A picture, fitted; a click shows it at its own size. The server sends SVG without any rights, and <img> runs nothing. */
export function ImageView({ address, name }: { address: string; name: string }) {
  const [isLarge, setLarge] = useState(false)
  const [isBroken, setBroken] = useState(false)
  if (isBroken) return <p className="p-6 text-ink-2">The picture cannot be shown: its data are no picture.</p>
  return (
    <button
      type="button"
      aria-label={isLarge ? 'Fit the picture' : 'Show the picture at its own size'}
      onClick={() => setLarge(!isLarge)}
      className={cx('block max-h-[75vh] w-full overflow-auto p-4', isLarge ? 'cursor-zoom-out' : 'cursor-zoom-in')}
    >
      <img
        src={address}
        alt={name}
        onError={() => setBroken(true)}
        className={cx('rounded-chip bg-white', isLarge ? 'max-w-none' : 'max-h-[70vh] max-w-full')}
      />
    </button>
  )
}
