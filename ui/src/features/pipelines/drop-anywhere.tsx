import { useNavigate } from '@tanstack/react-router'
import { FileUp } from 'lucide-react'
import { useEffect, useRef, useState } from 'react'
import { toast } from '@/lib/toast'
import { hasFiles, offerFile } from './dropped-file'

const LARGEST = 32_000_000

/** A pipeline file dropped on any page opens the page that uploads it. */
export function DropAnywhere() {
  const navigate = useNavigate()
  const [isOver, setOver] = useState(false)
  const go = useRef(navigate)
  useEffect(() => {
    go.current = navigate
  })
  useEffect(() => {
    const onOver = (event: DragEvent) => {
      if (!hasFiles(event.dataTransfer)) return
      event.preventDefault()
      setOver(true)
    }
    const onLeave = (event: DragEvent) => {
      if (event.relatedTarget === null) setOver(false)
    }
    const onDrop = (event: DragEvent) => {
      setOver(false)
      const file = event.dataTransfer?.files[0]
      if (!file || event.defaultPrevented) return
      event.preventDefault()
      if (file.size > LARGEST) {
        toast.error(`${file.name} is too large for a pipeline file`)
        return
      }
      void file.text().then((text) => {
        offerFile(text)
        if (!window.location.pathname.endsWith('/pipelines/upload')) void go.current({ to: '/pipelines/upload' })
      })
    }
    window.addEventListener('dragover', onOver)
    window.addEventListener('dragleave', onLeave)
    window.addEventListener('drop', onDrop)
    return () => {
      window.removeEventListener('dragover', onOver)
      window.removeEventListener('dragleave', onLeave)
      window.removeEventListener('drop', onDrop)
    }
  }, [])
  if (!isOver) return null
  return (
    <div className="pointer-events-none fixed inset-0 z-50 flex items-center justify-center bg-overlay">
      <p className="flex items-center gap-3 rounded-group border border-accent border-dashed bg-surface px-8 py-6 font-semibold text-section shadow-raised">
        <FileUp size={24} aria-hidden className="text-accent" /> Drop a pipeline file to look at it
      </p>
    </div>
  )
}
