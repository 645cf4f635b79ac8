import type { Json } from '@/api/models'
import type { TaskDetail } from '@/api/run'
import { Chip } from '@/components/ui/chip'
import { CodeBlock } from '@/components/ui/code-block'
import { JsonTree } from '@/features/artifacts/json-tree'
import { Section } from './section'

/** What the pipeline file says of a task, and the commands that repeat it. */
export function TaskConfig({ detail }: { detail: TaskDetail }) {
  const node = detail.node_detail
  return (
    <div className="flex flex-col gap-4 p-4">
      <Section title="On the command line">
        <div className="flex flex-col gap-2">
          <CodeBlock label="Command line" code={detail.commands.cli} wrap />
          {node.source && (
            <CodeBlock label="Command line with the debugger" code={`${detail.commands.cli} --pdb`} wrap />
          )}
          {detail.commands.docker && <CodeBlock label="Docker command" code={detail.commands.docker} wrap />}
        </div>
      </Section>
      {node.packages.length > 0 && (
        <Section title="Packages">
          <div className="flex flex-wrap gap-1.5">
            {node.packages.map((name) => (
              <Chip key={name} isMono>
                {name}
              </Chip>
            ))}
          </div>
        </Section>
      )}
      {node.source && (
        <Section title="Python source">
          <CodeBlock label="Source code" code={node.source.trim()} className="max-h-96" />
        </Section>
      )}
      {Object.keys(node.platforms).length > 0 && (
        <Section title="Platforms">
          <div className="max-h-80 overflow-auto rounded-control bg-sunken">
            <JsonTree value={node.platforms as Json} />
          </div>
        </Section>
      )}
      <Section title="Specification">
        <CodeBlock label="YAML of the task" code={node.spec_yaml} className="max-h-[32rem]" />
      </Section>
    </div>
  )
}
