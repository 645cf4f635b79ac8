import { ChevronLeft, ChevronRight } from 'lucide-react'
import { createContext, type ReactNode, useContext, useState } from 'react'
import { IconButton } from '@/components/ui/button'
import { ImageView } from './image-view'

export interface Picture {
  name: string
  address: string
}

interface Place {
  name: string
  index: number
}

const Together = createContext<readonly [place: Place, setPlace: (place: Place) => void] | null>(null)
const BEGINNING: Place = { name: '', index: 0 }

/** Galleries inside turn to the same picture together, wherever one of them is turned. */
export function GalleriesTogether({ children }: { children: ReactNode }) {
  return <Together value={useState(BEGINNING)}>{children}</Together>
}

/** Pictures of one folder, one at a time: the steps of a training, the cases of an evaluation. */
export function Gallery({ pictures }: { pictures: readonly Picture[] }) {
  const own = useState(BEGINNING)
  const [place, setPlace] = useContext(Together) ?? own
  const named = pictures.findIndex(({ name }) => name === place.name)
  const at = named >= 0 ? named : Math.min(place.index, pictures.length - 1)
  const setIndex = (index: number) => setPlace({ name: pictures[index]?.name ?? '', index })
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
