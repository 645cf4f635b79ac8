import { useQuery } from '@tanstack/react-query'
import { Link, useNavigate, useParams, useSearch } from '@tanstack/react-router'
import { Download } from 'lucide-react'
import { useMemo } from 'react'
import { artifactOptions, contentAddress } from '@/api/artifacts'
import type { ArtifactDetail } from '@/api/models'
import { buttonClass } from '@/components/ui/button'
import { Chip } from '@/components/ui/chip'
import { CopyButton } from '@/components/ui/code-block'
import { ErrorState } from '@/components/ui/error-state'
import { Fact, PageHeader } from '@/components/ui/page-header'
import { Skeleton } from '@/components/ui/skeleton'
import { Tabs } from '@/components/ui/tabs'
import { Time } from '@/components/ui/time'
import { bytesText } from '@/domain/numbers'
import { LineageView } from '@/features/lineage/lineage-view'
import { usePage } from '@/lib/page'
import { compact } from '@/lib/search-params'
import { typeText } from './artifact-chip'
import { ArtifactPreview } from './artifact-preview'
import { type ArtifactPageSearch, readArtifactPageSearch } from './artifact-search'
import { JsonTree } from './json-tree'
import { UsesTable } from './uses-table'

/** One artifact: what it holds, where it came from, what used it. */
export function ArtifactPage() {
  const { id } = useParams({ strict: false }) as { id: string }
  const artifact = useQuery(artifactOptions(id))
  usePage(artifact.data?.name ?? 'Artifact', { section: 'Artifacts' })
  if (artifact.isError) {
    return <ErrorState what="load the artifact" error={artifact.error} onRetry={() => void artifact.refetch()} />
  }
  if (artifact.isPending) return <Skeleton className="m-6 h-24" />
  return <Loaded artifact={artifact.data} />
}

function Loaded({ artifact }: { artifact: ArtifactDetail }) {
  const raw: Record<string, unknown> = useSearch({ strict: false })
  const search = useMemo(() => readArtifactPageSearch(raw), [raw])
  const navigate = useNavigate()
  const tab = search.tab ?? 'preview'
  const change = (part: { [K in keyof ArtifactPageSearch]?: ArtifactPageSearch[K] | undefined }) =>
    void navigate({ to: '.', search: compact({ ...search, ...part }) as never })
  const tabs = [
    { id: 'preview', label: 'Preview' },
    { id: 'lineage', label: 'Lineage' },
    { id: 'metadata', label: 'Metadata' },
    { id: 'used-by', label: 'Used by', badge: artifact.used_by.length },
  ] as const
  return (
    <main className="flex min-h-0 flex-1 flex-col bg-surface">
      <PageHeader
        crumbs={[{ label: 'Artifacts', to: '/artifacts' }]}
        title={artifact.name}
        state={<Chip>{typeText(artifact.type)}</Chip>}
        facts={<Facts artifact={artifact} />}
        actions={
          artifact.exists && artifact.kind !== 'folder' && artifact.kind !== 'remote' ? (
            <a className={buttonClass()} href={contentAddress(artifact.id, { download: true })} download>
              <Download size={14} aria-hidden /> Download
            </a>
          ) : undefined
        }
      />
      <Tabs
        label="Artifact"
        tabs={tabs}
        value={tab}
        onChange={(next) => change({ tab: next })}
        listClassName="px-6"
        panelClassName="flex min-h-0 flex-1 flex-col overflow-auto"
      >
        {tab === 'preview' && (
          <>
            <h2 className="sr-only">Preview</h2>
            <ArtifactPreview
              id={artifact.id}
              path={search.path}
              onOpenPath={(path) => change({ path: path || undefined })}
            />
          </>
        )}
        {tab === 'lineage' && <LineageView id={artifact.id} choice={search} onChange={change} />}
        {tab === 'metadata' && <JsonTree value={artifact.metadata} />}
        {tab === 'used-by' && <UsesTable uses={artifact.used_by} />}
      </Tabs>
    </main>
  )
}

function Facts({ artifact }: { artifact: ArtifactDetail }) {
  return (
    <>
      <Fact name="Size">{bytesText(artifact.size_bytes)}</Fact>
      <Fact name="Created">
        <Time at={artifact.created_at} />
      </Fact>
      {artifact.run && (
        <Fact name="Run">
          <Link to={`/runs/${artifact.run.id}` as string} className="rounded-chip hover:underline">
            {artifact.run.name}
          </Link>
        </Fact>
      )}
      {artifact.task && <Fact name="Task">{artifact.task.name}</Fact>}
      {artifact.digest && (
        <span className="inline-flex items-center gap-1">
          <Fact name="Digest">
            <span className="font-mono text-mono" title={artifact.digest}>
              {artifact.digest.slice(0, 19)}
            </span>
          </Fact>
          <CopyButton text={artifact.digest} label="Copy the digest" />
        </span>
      )}
    </>
  )
}
