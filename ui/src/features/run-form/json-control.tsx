import { CodeEditor } from '@/components/ui/code-editor'
import type { FieldIds } from '@/components/ui/field'

interface JsonControlProps {
  ids: FieldIds
  name: string
  text: string
  onText: (text: string) => void
}

/** A list or an object, as JSON. */
export function JsonControl({ ids, name, text, onText }: JsonControlProps) {
  return (
    <CodeEditor
      id={ids.id}
      label={name}
      value={text}
      language="json"
      onChange={onText}
      describedBy={ids['aria-describedby']}
      isInvalid={ids['aria-invalid']}
      isBare
      className="max-h-80 min-h-9"
    />
  )
}
