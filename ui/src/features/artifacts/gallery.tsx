import { ChevronLeft, ChevronRight } from 'lucide-react'
import { useState } from 'react'
import { IconButton } from '@/components/ui/button'
import { ImageView } from './image-view'

export interface Picture {
  name: string
  address: string
}

/** Pictures of one folder, one at a time: the steps of a training, the cases of an evaluation. */
export function Gallery({ pictures }: { pictures: readonly Picture[] }) {
  const [index, setIndex] = useState(0)
  const at = Math.min(index, pictures.length - 1)
  const picture = pictures[at]
  if (!picture) return null
  return (
    <figure aria-label="Pictures" className="border-border/60 border-b">
      <ImageView key={picture.address} address={picture.address} name={picture.name} />
      <figcaption className="flex flex-wrap items-center gap-2 px-4 pb-3 text-dense text-ink-2">
        <IconButton
          label="The picture before"
          icon={<ChevronLeft size={14} />}
          disabled={at === 0}
          onClick={() => setIndex(at - 1)}
        />
        <input
          type="range"
          aria-label="Picture"
          aria-valuetext={picture.name}
          min={0}
          max={pictures.length - 1}
          value={at}
          onChange={(event) => setIndex(Number(event.target.value))}
          className="w-40 accent-accent"
        />
        <IconButton
          label="The next picture"
          icon={<ChevronRight size={14} />}
          disabled={at === pictures.length - 1}
          onClick={() => setIndex(at + 1)}
        />
        <span>{`${at + 1} of ${pictures.length}`}</span>
        <span className="min-w-0 truncate font-mono text-ink text-mono">{picture.name}</span>
      </figcaption>
    </figure>
  )
}

const PICTURE = /\.(png|jpe?g|gif|webp|svg|bmp|avif)$/i

export function isPicture(name: string): boolean {
  return PICTURE.test(name)
}
