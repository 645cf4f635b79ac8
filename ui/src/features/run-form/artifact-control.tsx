import { useInfiniteQuery } from '@tanstack/react-query'
import { Popover } from 'radix-ui'
import { useState } from 'react'
import { artifactListOptions } from '@/api/artifacts'
import type { ArtifactRow } from '@/api/models'
import { Button } from '@/components/ui/button'
import { type FieldIds, Input } from '@/components/ui/field'
import { Time } from '@/components/ui/time'
import { ArtifactIcon, typeText } from '@/features/artifacts/artifact-chip'

/** Any artifact is one of these. */
const ANY = 'system.Artifact'

interface ArtifactControlProps {
  ids: FieldIds
  type: string | null
  text: string
  onText: (uri: string) => void
}

/** An artifact by its URI or path, or chosen among those that runs have made. */
export function ArtifactControl({ ids, type, text, onText }: ArtifactControlProps) {
  const [isOpen, setOpen] = useState(false)
  return (
    <div className="flex gap-2">
      <Input
        {...ids}
        value={text}
        placeholder="URI or path, such as s3://bucket/data.csv"
        spellCheck={false}
        className="min-w-0 flex-1 font-mono text-mono"
        onChange={(event) => onText(event.target.value)}
      />
      <Popover.Root open={isOpen} onOpenChange={setOpen}>
        <Popover.Trigger asChild>
          <Button>Choose…</Button>
        </Popover.Trigger>
        <Popover.Portal>
          <Popover.Content
            align="end"
            sideOffset={4}
            className="z-50 flex max-h-[60vh] w-[520px] flex-col gap-2 rounded-card border border-border bg-surface p-3 shadow-raised"
          >
            <Choices
              type={type}
              onChoose={(artifact) => {
                onText(artifact.uri)
                setOpen(false)
              }}
            />
          </Popover.Content>
        </Popover.Portal>
      </Popover.Root>
    </div>
  )
}

function Choices({ type, onChoose }: { type: string | null; onChoose: (artifact: ArtifactRow) => void }) {
  const [wanted, setWanted] = useState('')
  const known = type === null || type === ANY ? undefined : type
  const list = useInfiniteQuery(artifactListOptions({ type: known, q: wanted.trim() || undefined }))
  const rows = list.data?.pages.flatMap((page) => page.items) ?? []
  const kind = known ? typeText(known) : 'artifact'
  return (
    <>
      <Input
        aria-label="Find an artifact"
        placeholder={`Find a ${kind} by name`}
        value={wanted}
        onChange={(event) => setWanted(event.target.value)}
      />
      <ul className="min-h-0 overflow-y-auto">
        {rows.map((artifact) => (
          <li key={artifact.id}>
            <button
              type="button"
              title={artifact.uri}
              onClick={() => onChoose(artifact)}
              className="flex h-8 w-full items-center gap-2 rounded-chip px-2 text-left hover:bg-hover"
            >
              <ArtifactIcon type={artifact.type} />
              <span className="truncate font-medium">{artifact.name}</span>
              <span className="min-w-0 flex-1 truncate text-ink-3">
                {[artifact.task?.name, artifact.run?.name].filter(Boolean).join(' of ')}
              </span>
              <span className="shrink-0 text-dense text-ink-3">
                <Time at={artifact.created_at} />
              </span>
            </button>
          </li>
        ))}
      </ul>
      {list.isError && <p className="text-failed">{list.error.message}</p>}
      {list.data && rows.length === 0 && <p className="text-ink-3">{`No run has made such a ${kind} yet.`}</p>}
    </>
  )
}
