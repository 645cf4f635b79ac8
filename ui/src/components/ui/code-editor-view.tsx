import { defaultKeymap, history, historyKeymap } from '@codemirror/commands'
import { bracketMatching, foldGutter, foldKeymap, type LanguageSupport } from '@codemirror/language'
import { type Diagnostic, lintGutter, setDiagnostics } from '@codemirror/lint'
import { highlightSelectionMatches, searchKeymap } from '@codemirror/search'
import { Compartment, EditorState, type Extension, type Text } from '@codemirror/state'
import { EditorView, highlightActiveLine, keymap, lineNumbers, placeholder as placeholderText } from '@codemirror/view'
import { useEffect, useRef } from 'react'
import { cx } from '@/lib/class-names'
import type { CodeEditorProps, CodeLanguage, CodeMark } from './code-editor'
import { editorLook } from './code-editor-look'

const LANGUAGES: Record<CodeLanguage, () => Promise<LanguageSupport>> = {
  yaml: () => import('@codemirror/lang-yaml').then(({ yaml }) => yaml()),
  json: () => import('@codemirror/lang-json').then(({ json }) => json()),
  python: () => import('@codemirror/lang-python').then(({ python }) => python()),
}

const NO_MARKS: readonly CodeMark[] = []
const ATTRIBUTES = new Compartment()

/** CodeMirror, tied to React: the value comes and goes as text, marks come from outside. Tab leaves it, as any field. */
export function CodeEditorView(props: CodeEditorProps) {
  const { label, value, language, marks = NO_MARKS, placeholder, describedBy, isInvalid, id, className } = props
  const isReadOnly = props.onChange === undefined
  const isBare = props.isBare ?? false
  const frame = useRef<HTMLDivElement>(null)
  const view = useRef<EditorView | null>(null)
  const first = useRef(value)
  const change = useRef(props.onChange)
  useEffect(() => {
    change.current = props.onChange
  })

  useEffect(() => {
    if (!frame.current) return
    const languageOf = new Compartment()
    const editor = new EditorView({
      parent: frame.current,
      doc: first.current,
      extensions: [
        basics(isReadOnly),
        isBare ? [] : [lineNumbers(), foldGutter(), isReadOnly ? [] : lintGutter()],
        languageOf.of([]),
        ATTRIBUTES.of([]),
        placeholder ? placeholderText(placeholder) : [],
        EditorView.updateListener.of((update) => {
          if (!update.docChanged) return
          first.current = update.state.doc.toString()
          change.current?.(first.current)
        }),
      ],
    })
    view.current = editor
    let isGone = false
    void LANGUAGES[language]().then((support) => {
      if (!isGone) editor.dispatch({ effects: languageOf.reconfigure(support) })
    })
    return () => {
      isGone = true
      view.current = null
      editor.destroy()
    }
  }, [language, isReadOnly, isBare, placeholder])

  useEffect(() => {
    const attributes = EditorView.contentAttributes.of(attributesOf({ label, id, describedBy, isInvalid }))
    view.current?.dispatch({ effects: ATTRIBUTES.reconfigure(attributes) })
  }, [label, id, describedBy, isInvalid])

  useEffect(() => {
    const editor = view.current
    if (!editor || editor.state.doc.toString() === value) return
    editor.dispatch({ changes: { from: 0, to: editor.state.doc.length, insert: value } })
  }, [value])

  useEffect(() => {
    const editor = view.current
    if (editor) editor.dispatch(setDiagnostics(editor.state, diagnosticsOf(editor.state.doc, marks)))
  }, [marks])

  const { target } = props
  useEffect(() => {
    const editor = view.current
    if (!editor || !target) return
    const at = offsetOf(editor.state.doc, target.line, target.column)
    editor.dispatch({ selection: { anchor: at }, effects: EditorView.scrollIntoView(at, { y: 'center' }) })
    editor.focus()
  }, [target])

  return (
    <div
      ref={frame}
      className={cx(
        'overflow-hidden rounded-control border bg-surface font-mono focus-within:outline-2 focus-within:outline-accent focus-within:outline-offset-1',
        isInvalid ? 'border-failed' : isReadOnly ? 'border-border' : 'border-border-strong',
        className,
      )}
    />
  )
}

function basics(isReadOnly: boolean): Extension {
  return [
    bracketMatching(),
    highlightSelectionMatches(),
    keymap.of([...defaultKeymap, ...searchKeymap, ...historyKeymap, ...foldKeymap].filter(leavesModEnter)),
    editorLook,
    isReadOnly ? [EditorState.readOnly.of(true)] : [history(), highlightActiveLine(), EditorView.lineWrapping],
  ]
}

/** Ctrl Enter belongs to the page: it starts a run. */
function leavesModEnter({ key }: { key?: string }): boolean {
  return key !== 'Mod-Enter'
}

function attributesOf(given: {
  label: string
  id: string | undefined
  describedBy: string | undefined
  isInvalid: boolean | undefined
}): Record<string, string> {
  return {
    'aria-label': given.label,
    tabindex: '0',
    ...(given.id ? { id: given.id } : {}),
    ...(given.describedBy ? { 'aria-describedby': given.describedBy } : {}),
    ...(given.isInvalid ? { 'aria-invalid': 'true' } : {}),
  }
}

/** Marks by line as ranges of the text; what lies beyond its end is told at the end. */
function diagnosticsOf(doc: Text, marks: readonly CodeMark[]): Diagnostic[] {
  return marks.map(({ line, column, severity, message }) => {
    const from = offsetOf(doc, line, column)
    return { from, to: Math.max(from, doc.lineAt(from).to), severity, message }
  })
}

function offsetOf(doc: Text, line: number, column: number | null): number {
  const found = doc.line(Math.max(1, Math.min(line, doc.lines)))
  return Math.min(found.to, found.from + Math.max(0, (column ?? 1) - 1))
}
