import { useQuery } from '@tanstack/react-query'
import { CloudOff, Download, FileQuestion } from 'lucide-react'
import { lazy, Suspense } from 'react'
import { contentAddress, pageAddress, previewOptions } from '@/api/artifacts'
import type { FolderEntry, Preview } from '@/api/models'
import { buttonClass } from '@/components/ui/button'
import { CodeBlock } from '@/components/ui/code-block'
import { EmptyState } from '@/components/ui/empty-state'
import { ErrorState } from '@/components/ui/error-state'
import { Skeleton } from '@/components/ui/skeleton'
import { bytesText } from '@/domain/numbers'
import { FolderView } from './folder-view'
import { Gallery, isPicture } from './gallery'
import { ImageView } from './image-view'
import { JsonTree } from './json-tree'
import { MeasuredView } from './measured-view'
import { TableView } from './table-view'

const Markdown = lazy(() => import('./markdown-view').then((module) => ({ default: module.MarkdownView })))

interface ArtifactPreviewProps {
  id: string
  /** A file inside an artifact that is a folder. */
  path?: string | undefined
  onOpenPath?: (path: string) => void
}

/** What an artifact holds, by its kind; whatever has no picture is a download. */
export function ArtifactPreview({ id, path, onOpenPath }: ArtifactPreviewProps) {
  const preview = useQuery(previewOptions(id, path ? { path } : {}))
  if (preview.isPending) return <Skeleton className="m-4 h-40" />
  if (preview.isError) {
    return <ErrorState what="read the artifact" error={preview.error} onRetry={() => void preview.refetch()} />
  }
  return (
    <div className="flex min-h-0 grow flex-col">
      <Content id={id} path={path} preview={preview.data} onOpenPath={onOpenPath} />
      {isCutShort(preview.data) && <CutNote id={id} path={path} preview={preview.data} />}
    </div>
  )
}

/** Whether there is more than can be reached here: the rows of a table that were counted are reached page by page. */
function isCutShort({ is_cut: isCut, table }: Preview): boolean {
  return isCut && (table?.total_rows ?? null) === null
}

function CutNote({ id, path, preview }: Omit<ContentProps, 'onOpenPath'>) {
  return (
    <p className="border-border/60 border-t px-4 py-2 text-dense text-ink-3">
      {preview.kind === 'folder' ? (
        'There are more than are shown.'
      ) : (
        <>
          {`Only the beginning of ${bytesText(preview.size_bytes)} is shown. `}
          <a className="text-accent hover:underline" href={contentAddress(id, { path, download: true })}>
            Download all of it
          </a>
        </>
      )}
    </p>
  )
}

interface ContentProps {
  id: string
  path: string | undefined
  preview: Preview
  onOpenPath: ((path: string) => void) | undefined
}

function Content({ id, path, preview, onOpenPath }: ContentProps) {
  switch (preview.kind) {
    case 'table':
      return preview.table ? <TableView id={id} path={path} table={preview.table} /> : null
    case 'image':
      return <ImageView address={contentAddress(id, { path })} name={path ?? 'The picture'} />
    case 'markdown':
      return (
        <Suspense fallback={<Skeleton className="m-4 h-24" />}>
          <Markdown text={preview.text ?? ''} />
        </Suspense>
      )
    case 'html':
      return <PageView id={id} path={path} />
    case 'json':
      // What is too long or too deep for a tree comes as the text that it is.
      return preview.text === null ? <JsonTree value={preview.json} /> : <Text text={preview.text} />
    case 'text':
      return <Text text={preview.text ?? ''} />
    case 'folder':
      return (
        <>
          <FolderPictures id={id} path={path} entries={preview.entries ?? []} />
          <FolderView entries={preview.entries ?? []} path={path ?? ''} onOpen={onOpenPath} />
        </>
      )
    case 'metrics':
    case 'classification':
      return <MeasuredView preview={preview} />
    default:
      return <NoPicture id={id} path={path} preview={preview} />
  }
}

/** Several pictures in a folder are looked through above its files. */
function FolderPictures({
  id,
  path,
  entries,
}: {
  id: string
  path: string | undefined
  entries: readonly FolderEntry[]
}) {
  const pictures = entries
    .filter((entry) => !entry.is_folder && isPicture(entry.name))
    .map(({ name }) => ({ name, address: contentAddress(id, { path: path ? `${path}/${name}` : name }) }))
    .sort((a, b) => a.name.localeCompare(b.name, 'en', { numeric: true }))
  return pictures.length > 1 ? <Gallery pictures={pictures} /> : null
}

function Text({ text }: { text: string }) {
  return <CodeBlock label="Text" code={text} className="m-4 max-h-[70vh]" />
}

/** A page that a task wrote: it runs in a frame without rights, from an address without rights. */
function PageView({ id, path }: { id: string; path: string | undefined }) {
  return (
    <iframe
      title="Page of the artifact"
      src={pageAddress(id, path)}
      sandbox="allow-scripts"
      referrerPolicy="no-referrer"
      className="h-[70vh] w-full bg-white"
    />
  )
}

function NoPicture({ id, path, preview }: Omit<ContentProps, 'onOpenPath'>) {
  if (preview.kind === 'missing') {
    return (
      <EmptyState title="The data are gone" icon={<FileQuestion size={28} aria-hidden />}>
        What was published here was deleted or moved; its record, its digest and its lineage stay.
      </EmptyState>
    )
  }
  if (preview.kind === 'remote') {
    return (
      <EmptyState title="The data lie elsewhere" icon={<CloudOff size={28} aria-hidden />}>
        They are named by an address that this server does not read.
      </EmptyState>
    )
  }
  return (
    <EmptyState
      title={bytesText(preview.size_bytes)}
      icon={<Download size={28} aria-hidden />}
      action={
        <a className={buttonClass({ variant: 'primary' })} href={contentAddress(id, { path, download: true })} download>
          Download
        </a>
      }
    >
      {preview.note ?? `Data of the type ${preview.media_type ?? 'unknown'} have no picture.`}
    </EmptyState>
  )
}
