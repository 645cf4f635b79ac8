import { File, Folder, FolderUp } from 'lucide-react'
import type { FolderEntry } from '@/api/models'
import { bytesText } from '@/domain/numbers'

interface FolderViewProps {
  entries: readonly FolderEntry[]
  path: string
  onOpen: ((path: string) => void) | undefined
}

/** The files of a folder; without a place to open them, their names. */
export function FolderView({ entries, path, onOpen }: FolderViewProps) {
  const sorted = [...entries].sort((a, b) => Number(b.is_folder) - Number(a.is_folder) || a.name.localeCompare(b.name))
  const item = 'flex h-8 w-full items-center gap-2 rounded-chip px-2 text-left hover:bg-hover'
  return (
    <ul className="max-h-[65vh] overflow-auto p-3">
      {path && onOpen && (
        <li>
          <button type="button" className={item} onClick={() => onOpen(path.split('/').slice(0, -1).join('/'))}>
            <FolderUp size={14} aria-hidden /> Up
          </button>
        </li>
      )}
      {sorted.map((entry) => (
        <li key={entry.name}>
          <button
            type="button"
            className={item}
            disabled={!onOpen}
            onClick={() => onOpen?.(path ? `${path}/${entry.name}` : entry.name)}
          >
            {entry.is_folder ? <Folder size={14} aria-hidden /> : <File size={14} aria-hidden />}
            <span className="truncate">{entry.name}</span>
            <span className="ml-auto text-dense text-ink-3">{entry.is_folder ? '' : bytesText(entry.size_bytes)}</span>
          </button>
        </li>
      ))}
      {entries.length === 0 && <li className="p-2 text-ink-3">The folder is empty</li>}
    </ul>
  )
}
