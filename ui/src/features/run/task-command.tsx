import type { IoValue, TaskDetail } from '@/api/run'
import { CodeBlock } from '@/components/ui/code-block'
import { functionOf, type Placeholder, placeholdersOf, shellText } from '@/domain/placeholders'
import { valueText } from '@/domain/values'
import { Section } from './section'

/** What a task runs, word by word, with where the values in it come from; copied, it is one line for a shell. */
export function TaskCommand({ detail }: { detail: TaskDetail }) {
  const written = [...detail.node_detail.command, ...detail.node_detail.args]
  const ran = detail.attempt_list.at(-1)?.command ?? []
  const words = ran.length > 0 ? ran : written
  if (words.length === 0) return null
  const isSame = written.length === words.length
  const code = (
    <CodeBlock label="Command" code={shellText(words)} className="max-h-80">
      {words.map((word, index) => (
        <span key={`${index} ${word}`} className="flex gap-3">
          <span className="w-4 shrink-0 select-none text-right text-ink-3">{index}</span>
          <span className="min-w-0">
            <span className="whitespace-pre-wrap break-words">{word.trim()}</span>
            {isSame &&
              placeholdersOf(written[index] ?? '').map((placeholder) => (
                <span key={placeholder.name} className="block whitespace-pre-wrap font-sans text-ink-3 text-micro">
                  {sourceText(placeholder, detail.inputs)}
                </span>
              ))}
          </span>
        </span>
      ))}
    </CodeBlock>
  )
  if (functionOf(words) === null) return <Section title="Command">{code}</Section>
  return (
    <details>
      <summary className="mb-1 rounded-chip font-semibold text-dense text-ink-2">
        Command that runs the function
      </summary>
      {code}
    </details>
  )
}

function sourceText({ kind, name }: Placeholder, inputs: readonly IoValue[]): string {
  if (kind === 'output') return `output ${name}`
  const input = inputs.find((each) => each.name === name)
  const value = input && !input.is_artifact ? ` = ${valueText(input.value)}` : ''
  if (input?.producer) return `input ${name}${value}, output ${input.producer.output} of ${input.producer.name}`
  if (input?.is_run_parameter) return `input ${name}${value}, parameter ${input.is_run_parameter} of the run`
  return `input ${name}${value}`
}
