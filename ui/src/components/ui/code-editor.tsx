import { lazy, Suspense } from 'react'
import { Skeleton } from './skeleton'

export type CodeLanguage = 'yaml' | 'json' | 'python'

/** Something to say of a place in the text: lines and columns count from 1. */
export interface CodeMark {
  line: number
  column: number | null
  severity: 'error' | 'warning'
  message: string
}

export interface CodeEditorProps {
  /** What the text is, for screen readers. */
  label: string
  value: string
  language: CodeLanguage
  onChange?: (value: string) => void
  marks?: readonly CodeMark[]
  /** A place to show and to put the cursor at; each new value goes there once. */
  target?: { line: number; column: number | null } | null
  placeholder?: string
  /** The element that describes it: its help, its error. */
  describedBy?: string | undefined
  isInvalid?: boolean | undefined
  id?: string
  /** Without numbers of lines and folds: for a few lines. */
  isBare?: boolean
  className?: string
}

const View = lazy(() => import('./code-editor-view').then((module) => ({ default: module.CodeEditorView })))

/** A text with colours, line numbers, search and marks; without `onChange` it is only read. Its program comes when it is needed. */
export function CodeEditor(props: CodeEditorProps) {
  return (
    <Suspense fallback={<Skeleton className={props.className ?? 'min-h-24'} />}>
      <View {...props} />
    </Suspense>
  )
}
