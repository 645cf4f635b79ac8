import { useInfiniteQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { artifactListOptions } from '@/api/artifacts'
import { Button } from '@/components/ui/button'
import { type FieldIds, Input } from '@/components/ui/field'
import { Picker, PickerList } from '@/components/ui/picker'
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
      <Picker
        label="Artifacts"
        isOpen={isOpen}
        onOpenChange={setOpen}
        trigger={<Button>Choose…</Button>}
        align="end"
        className="w-[520px]"
      >
        <Choices
          type={type}
          onChoose={(uri) => {
            onText(uri)
            setOpen(false)
          }}
        />
      </Picker>
    </div>
  )
}

function Choices({ type, onChoose }: { type: string | null; onChoose: (uri: string) => void }) {
  const [wanted, setWanted] = useState('')
  const known = type === null || type === ANY ? undefined : type
  const list = useInfiniteQuery(artifactListOptions({ type: known, q: wanted.trim() || undefined }))
  const rows = list.data?.pages.flatMap((page) => page.items) ?? []
  const kind = known ? typeText(known) : 'artifact'
  return (
    <PickerList
      placeholder={`Find a ${kind} by name`}
      nothing={list.error?.message ?? (list.isPending ? 'Searching' : `No run has made such a ${kind} yet`)}
      options={rows.map((artifact) => ({
        value: artifact.uri,
        label: artifact.name,
        icon: <ArtifactIcon type={artifact.type} />,
        hint: [artifact.task?.name, artifact.run?.name].filter(Boolean).join(' of '),
      }))}
      onSearch={setWanted}
      onChoose={onChoose}
    />
  )
}
