import { useQuery } from '@tanstack/react-query'
import { X } from 'lucide-react'
import type { ReactNode } from 'react'
import { type NodeIo, type PipelineNode, versionNodeOptions } from '@/api/versions'
import { IconButton } from '@/components/ui/button'
import { Chip } from '@/components/ui/chip'
import { CodeBlock } from '@/components/ui/code-block'
import { CodeEditor } from '@/components/ui/code-editor'
import { ErrorState } from '@/components/ui/error-state'
import { SkeletonRows } from '@/components/ui/skeleton'
import { INPUT_TYPES, type InputType } from '@/domain/form'
import { valueText } from '@/domain/values'
import { useShortcut } from '@/lib/shortcuts'

interface NodePanelProps {
  pipeline: string
  version: string
  node: string
  onClose: () => void
}

/** What the pipeline file says of one task. */
export function NodePanel({ pipeline, version, node, onClose }: NodePanelProps) {
  useShortcut('Escape', 'Close the panel', onClose)
  const detail = useQuery(versionNodeOptions(pipeline, version, node))
  return (
    <aside
      aria-label="Task"
      className="flex w-[420px] shrink-0 flex-col overflow-y-auto border-border border-l bg-surface"
    >
      <header className="sticky top-0 flex items-center gap-2 bg-surface px-4 pt-3 pb-2">
        <h2 className="min-w-0 flex-1 truncate font-semibold text-section">
          {detail.data?.name ?? node.slice(node.lastIndexOf('/') + 1)}
        </h2>
        <IconButton label="Close" shortcut="Esc" icon={<X size={16} />} onClick={onClose} />
      </header>
      {detail.isPending && <SkeletonRows rows={6} />}
      {detail.isError && <ErrorState what="load the task" error={detail.error} onRetry={() => void detail.refetch()} />}
      {detail.data && <Detail node={detail.data} />}
    </aside>
  )
}

function Detail({ node }: { node: PipelineNode }) {
  const command = [...node.command, ...node.args]
  return (
    <div className="flex flex-col gap-5 px-4 pb-6">
      <dl className="grid grid-cols-[96px_1fr] gap-x-3 gap-y-1.5">
        <Row name="Component">{node.component}</Row>
        {node.image && <Row name="Image">{node.image}</Row>}
        {node.packages.length > 0 && <Row name="Packages">{node.packages.join(', ')}</Row>}
        {Object.entries(node.resources).map(([name, value]) => (
          <Row key={name} name={name}>
            {value}
          </Row>
        ))}
      </dl>
      <IoList title="Inputs" items={node.inputs} />
      <IoList title="Outputs" items={node.outputs} />
      {node.source && (
        <Part title="Source">
          <CodeEditor label="Source" value={node.source} language="python" className="max-h-96" />
        </Part>
      )}
      {!node.source && command.length > 0 && (
        <Part title="Command">
          <CodeBlock label="Command" code={command.join('\n')} className="max-h-96 overflow-hidden" />
        </Part>
      )}
      {Object.keys(node.env).length > 0 && (
        <Part title="Environment">
          <CodeBlock
            label="Environment"
            code={Object.entries(node.env)
              .map(([name, value]) => `${name}=${value}`)
              .join('\n')}
          />
        </Part>
      )}
    </div>
  )
}

function IoList({ title, items }: { title: string; items: readonly NodeIo[] }) {
  if (items.length === 0) return null
  return (
    <Part title={title}>
      <ul className="flex flex-col gap-1.5">
        {items.map((item) => (
          <li key={item.name} className="flex min-w-0 items-center gap-2" title={item.description || undefined}>
            <span className="shrink-0 font-medium">{item.name}</span>
            <Chip>{typeWord(item.type)}</Chip>
            <span className="truncate font-mono text-ink-2 text-mono">{sourceText(item)}</span>
          </li>
        ))}
      </ul>
    </Part>
  )
}

function typeWord(type: string): string {
  return type in INPUT_TYPES ? INPUT_TYPES[type as InputType] : type.replace(/^system\./, '')
}

function sourceText({ source }: NodeIo): string {
  if (!source) return ''
  if (source.kind === 'constant') return valueText(source.value)
  if (source.kind === 'input') return `input ${source.output ?? ''}`
  return `${source.node?.slice(source.node.lastIndexOf('/') + 1) ?? ''}.${source.output ?? ''}`
}

function Part({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section>
      <h3 className="mb-2 font-semibold text-dense text-ink-3">{title}</h3>
      {children}
    </section>
  )
}

function Row({ name, children }: { name: string; children: ReactNode }) {
  return (
    <>
      <dt className="text-ink-3">{name}</dt>
      <dd className="min-w-0 break-words font-mono text-mono">{children}</dd>
    </>
  )
}
