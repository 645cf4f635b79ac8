import { useQuery } from '@tanstack/react-query'
import { useSearch } from '@tanstack/react-router'
import { FileUp } from 'lucide-react'
import { useEffect, useMemo, useRef, useState } from 'react'
import { checkPipeline, type Problem } from '@/api/pipelines'
import { Button } from '@/components/ui/button'
import { CodeEditor, type CodeMark } from '@/components/ui/code-editor'
import { PageHeader } from '@/components/ui/page-header'
import { usePage } from '@/lib/page'
import { type RawSearch, text as searchText } from '@/lib/search-params'
import { isField } from '@/lib/shortcuts'
import { takeFile, useOfferedFile } from './dropped-file'
import { UploadCheck } from './upload-check'
import { UploadTarget } from './upload-target'

const CHECK_DELAY = 400

/** Upload a pipeline file: choose, drop or paste it. What is wrong stands at its line, and the graph beside it, before anything is kept. */
export function UploadPage() {
  usePage('Upload', { section: 'Pipelines' })
  const raw: RawSearch = useSearch({ strict: false })
  const [document, setDocument] = useState('')
  const [target, setTarget] = useState<{ line: number; column: number | null } | null>(null)
  const offered = useOfferedFile()
  if (offered !== null && offered !== document) setDocument(offered)
  useEffect(() => {
    if (offered !== null) takeFile()
  }, [offered])
  usePaste(setDocument)
  const check = useCheck(document)
  const marks = useMemo(() => (check.data?.problems ?? []).flatMap(markOf), [check.data])
  return (
    <main className="flex min-h-0 flex-1 flex-col bg-surface">
      <PageHeader
        crumbs={[{ label: 'Pipelines', to: '/pipelines' }]}
        title="Upload a pipeline"
        actions={document ? <ChooseFile onText={setDocument} /> : undefined}
      />
      {document === '' ? (
        <Start onText={setDocument} />
      ) : (
        <div className="grid min-h-0 flex-1 grid-rows-[minmax(240px,1fr)_auto] overflow-y-auto border-border border-t lg:grid-cols-[minmax(0,1fr)_minmax(0,1fr)] lg:grid-rows-1 lg:overflow-hidden">
          <div className="flex min-h-0 flex-col p-4">
            <CodeEditor
              label="Pipeline file"
              value={document}
              language={document.trimStart().startsWith('{') ? 'json' : 'yaml'}
              onChange={setDocument}
              marks={marks}
              target={target}
              className="min-h-0 flex-1"
            />
          </div>
          <div className="flex min-h-0 flex-col overflow-y-auto border-border lg:border-l">
            <UploadCheck check={check.data} error={check.error} onRetry={() => void check.refetch()} onGo={setTarget} />
            <UploadTarget
              document={document}
              check={check.data}
              isChecking={check.isFetching}
              pipeline={searchText(raw, 'pipeline') ?? ''}
            />
          </div>
        </div>
      )}
    </main>
  )
}

/** Nothing yet: where a file comes from. */
function Start({ onText }: { onText: (text: string) => void }) {
  return (
    <div className="flex flex-1 items-start justify-center border-border border-t bg-canvas p-6 pt-24">
      <div className="flex w-full max-w-2xl flex-col items-center gap-3 rounded-card border border-border-strong border-dashed bg-surface p-12 text-center text-ink-2">
        <FileUp size={28} aria-hidden className="text-ink-3" />
        <p className="font-semibold text-ink text-section">Drop a compiled pipeline anywhere on this page</p>
        <p>
          Or paste its text. It is YAML or JSON, as <code className="font-mono text-mono">penstock compile</code> and
          KFP write it. Nothing is kept until you say so.
        </p>
        <div className="mt-1 flex gap-2">
          <ChooseFile onText={onText} isPrimary />
          <Button onClick={() => onText('# Write or paste a pipeline file here\n')}>Write it here</Button>
        </div>
      </div>
    </div>
  )
}

function ChooseFile({ onText, isPrimary }: { onText: (text: string) => void; isPrimary?: boolean }) {
  const input = useRef<HTMLInputElement>(null)
  return (
    <>
      <Button variant={isPrimary ? 'primary' : 'secondary'} onClick={() => input.current?.click()}>
        {isPrimary ? 'Choose a file' : 'Choose another file'}
      </Button>
      <input
        ref={input}
        type="file"
        aria-label="Pipeline file to upload"
        accept=".yaml,.yml,.json"
        className="sr-only"
        tabIndex={-1}
        onChange={(event) => {
          void event.target.files?.[0]?.text().then(onText)
          event.target.value = ''
        }}
      />
    </>
  )
}

/** A text pasted outside of any field is the file. */
function usePaste(onText: (text: string) => void): void {
  useEffect(() => {
    const onPaste = (event: ClipboardEvent) => {
      const text = event.clipboardData?.getData('text/plain') ?? ''
      if (!isField(event.target) && text.trim() !== '') onText(text)
    }
    window.addEventListener('paste', onPaste)
    return () => window.removeEventListener('paste', onPaste)
  }, [onText])
}

function useCheck(document: string) {
  return useQuery({
    queryKey: ['pipelines', 'check', document],
    queryFn: async ({ signal }) => {
      await new Promise((resolve) => setTimeout(resolve, CHECK_DELAY)) // one question for a burst of keys
      signal.throwIfAborted()
      const check = await checkPipeline({ document })
      return { ...check, problems: await placed(document, check.problems) }
    },
    enabled: document.trim() !== '',
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 0,
    placeholderData: (before) => before,
  })
}

/** Problems that know their path only get its line, too. */
async function placed(document: string, problems: readonly Problem[]): Promise<Problem[]> {
  if (problems.every((problem) => problem.line !== null || problem.path === '')) return [...problems]
  const { placesOf } = await import('@/domain/places')
  const places = placesOf(
    document,
    problems.map((problem) => problem.path),
  )
  return problems.map((problem, index) => {
    const place = problem.line === null ? places[index] : null
    return place ? { ...problem, ...place } : problem
  })
}

function markOf({ line, column, severity, message }: Problem): CodeMark[] {
  return line === null ? [] : [{ line, column, severity, message }]
}
