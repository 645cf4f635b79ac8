import { useMemo, useState } from 'react'
import { CodeEditor, type CodeMark } from '@/components/ui/code-editor'
import type { FormInput } from '@/domain/form'
import { readArguments, yamlText } from '@/domain/form-text'
import type { FormEntries } from './use-entries'

interface InputsTextProps {
  inputs: readonly FormInput[]
  form: FormEntries
  /** Tells whether the text can be read: a run of a text that is half read would be of something else. */
  onReadable: (isReadable: boolean) => void
}

/** The same inputs as a text of YAML or JSON; what is wrong stands at its line. */
export function InputsText({ inputs, form, onReadable }: InputsTextProps) {
  const [text, setText] = useState(() => yamlText(inputs, form.entries))
  const read = useMemo(() => readArguments(inputs, text), [inputs, text])
  const marks = useMemo<CodeMark[]>(() => {
    const wrong = inputs.flatMap(({ name }) => {
      const line = read.lines[name]
      const message = line === undefined ? undefined : (form.errorOf(name) ?? form.errors[name])
      return line !== undefined && message ? [{ line, column: 1, severity: 'error' as const, message }] : []
    })
    return [...read.problems.map((problem) => ({ ...problem, severity: 'error' as const })), ...wrong]
  }, [inputs, read, form])
  const missing = inputs.filter(({ name }) => read.lines[name] === undefined && form.errors[name])
  const change = (next: string) => {
    setText(next)
    const now = readArguments(inputs, next)
    onReadable(now.problems.length === 0)
    form.replace(now.entries, [])
  }
  return (
    <div className="flex min-h-0 flex-1 flex-col gap-2">
      <CodeEditor
        label="Inputs as text"
        value={text}
        language={text.trimStart().startsWith('{') ? 'json' : 'yaml'}
        onChange={change}
        marks={marks}
        className="min-h-64 flex-1"
      />
      {marks.length > 0 && (
        <div role="alert" className="max-h-32 shrink-0 overflow-y-auto text-dense text-failed">
          <ul>
            {marks.map((mark) => (
              <li key={`${mark.line} ${mark.message}`}>{`Line ${mark.line}: ${mark.message}`}</li>
            ))}
          </ul>
        </div>
      )}
      {missing.length > 0 && (
        <p className="text-dense text-ink-3">{`Without a value: ${missing.map(({ name }) => name).join(', ')}`}</p>
      )}
    </div>
  )
}
