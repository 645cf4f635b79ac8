import type { ReactNode } from 'react'
import type { Json } from '@/api/models'
import { documentAddress, type RunDetail } from '@/api/run'
import { buttonClass } from '@/components/ui/button'
import { Chip } from '@/components/ui/chip'
import { CopyButton } from '@/components/ui/code-block'
import { Time } from '@/components/ui/time'
import { valueText } from '@/domain/values'
import { ArtifactChip } from '@/features/artifacts/artifact-chip'
import { JsonTree } from '@/features/artifacts/json-tree'

/** Longer values are folded. */
const SHORT = 60

/** What the run was given, what it gave, and how it was driven. */
export function DetailsTab({ detail }: { detail: RunDetail }) {
  const { outputs, options, provenance, tags } = detail
  return (
    <div className="grid min-h-0 flex-1 grid-cols-[repeat(auto-fit,minmax(min(420px,100%),1fr))] content-start gap-4 overflow-auto bg-canvas p-6">
      <Facts title="Run">
        <Row name="Id">
          <span className="inline-flex items-center gap-1 font-mono text-mono">
            {detail.id} <CopyButton text={detail.id} label="Copy the id" />
          </span>
        </Row>
        {detail.description && <Row name="Description">{detail.description}</Row>}
        <Row name="Created">
          <Time at={detail.created_at} />
        </Row>
        <Row name="Tags">
          {Object.keys(tags).length === 0 && '–'}
          {Object.entries(tags).map(([key, value]) => (
            <Chip key={key}>{value ? `${key}: ${value}` : key}</Chip>
          ))}
        </Row>
        <Row name="Pipeline file">
          <a href={documentAddress(detail.id)} className={buttonClass({ size: 'small' })}>
            Download
          </a>
        </Row>
      </Facts>
      <Values title="Parameters" values={detail.arguments} empty="The run was given no parameters." />
      <Facts
        title="Outputs"
        empty={
          Object.keys(outputs.parameters).length + Object.keys(outputs.artifacts).length === 0
            ? 'The pipeline declares no outputs.'
            : ''
        }
      >
        {Object.entries(outputs.parameters).map(([name, value]) => (
          <Row key={name} name={name}>
            <span className="font-mono text-mono">{valueText(value)}</span>
          </Row>
        ))}
        {Object.entries(outputs.artifacts).map(([name, artifacts]) => (
          <Row key={name} name={name}>
            {artifacts.map((artifact) => (
              <ArtifactChip key={artifact.id} artifact={artifact} />
            ))}
          </Row>
        ))}
      </Facts>
      <Values title="Options" values={spoken({ ...options })} empty="" />
      <Values title="Provenance" values={spoken(provenance as Record<string, Json>)} empty="Nothing is known." />
    </div>
  )
}

function Values({ title, values, empty }: { title: string; values: Readonly<Record<string, Json>>; empty: string }) {
  const entries = Object.entries(values)
  return (
    <Facts title={title} empty={entries.length === 0 ? empty : ''}>
      {entries.map(([name, value]) => (
        <Row key={name} name={name}>
          <Value value={value} />
        </Row>
      ))}
    </Facts>
  )
}

function Value({ value }: { value: Json }) {
  const text = valueText(value)
  if (value === null || typeof value !== 'object' || text.length < SHORT) {
    return <span className="min-w-0 break-all font-mono text-mono">{text}</span>
  }
  return (
    <details className="min-w-0 flex-1">
      <summary className="truncate rounded-chip font-mono text-mono hover:bg-hover">{text.slice(0, SHORT)}…</summary>
      <div className="mt-1 max-h-80 overflow-auto rounded-control bg-sunken">
        <JsonTree value={value} />
      </div>
    </details>
  )
}

/** What was set, under names as people say them. */
function spoken(values: Readonly<Record<string, Json>>): Record<string, Json> {
  const set = Object.entries(values).filter(([, value]) => value !== '' && value !== null)
  return Object.fromEntries(set.map(([name, value]) => [name.replaceAll('_', ' '), value]))
}

interface FactsProps {
  title: string
  /** What is said where there is nothing to list. */
  empty?: string
  children: ReactNode
}

export function Facts({ title, empty, children }: FactsProps) {
  return (
    <section
      aria-label={title}
      className="min-w-0 rounded-card border border-border bg-surface px-4 pt-3 pb-3 shadow-card"
    >
      <h2 className="mb-1 font-semibold">{title}</h2>
      {empty ? <p className="py-1 text-ink-3">{empty}</p> : <dl>{children}</dl>}
    </section>
  )
}

/** A name and what stands under it. */
export function Row({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div className="grid grid-cols-[minmax(96px,28%)_1fr] items-start gap-3 py-1">
      <dt className="truncate text-ink-3" title={name}>
        {name}
      </dt>
      <dd className="flex min-w-0 flex-wrap items-center gap-1.5 break-words">{children}</dd>
    </div>
  )
}
