import { useMemo, useState } from 'react'
import { linesOf } from '@/domain/growing-text'
import { countLevels, type Level, type LogRow, rowAt, rowsOf } from '@/domain/log-rows'
import { patternOf } from '@/domain/log-search'
import { firstTime, timed } from '@/domain/log-time'
import { AnsiLine } from './ansi-line'
import { LogFrame, useLogScroll } from './log-frame'
import { LogLine } from './log-line'
import { LogToolbar } from './log-toolbar'
import type { LogLook, LogViewProps } from './log-view'

interface WholeLogProps extends LogViewProps {
  text: string
  look: LogLook
}

/** A log that was read whole: with levels, tracebacks and lines of JSON folded, found in by expressions. */
export function WholeLog({ text, place, isGrowing, hasFailed, line, onLine, look }: WholeLogProps) {
  const lines = useMemo(() => linesOf(text), [text])
  const rows = useMemo(() => rowsOf(lines), [lines])
  const begin = useMemo(() => firstTime(lines), [lines])
  const [levels, setLevels] = useState<ReadonlySet<Level>>(new Set())
  const [flipped, setFlipped] = useState<ReadonlySet<number>>(new Set())
  const [isFollowing, setIsFollowing] = useState(isGrowing && line === undefined)
  const [wanted, setWanted] = useState('')
  const shown = useMemo(
    () => (levels.size === 0 ? rows : rows.filter(({ level }) => level !== null && levels.has(level))),
    [rows, levels],
  )
  const pattern = useMemo(() => patternOf(wanted), [wanted])
  const hits = useMemo(
    () => (wanted === '' ? [] : lines.flatMap((each, index) => (pattern.test(each) ? [index + 1] : []))),
    [lines, pattern, wanted],
  )
  const hitRows = useMemo(() => new Set(hits.map((hit) => rowAt(shown, hit - 1))), [hits, shown])
  const failure = hasFailed ? rows.findLast(isTraceback) : undefined
  const target = line !== undefined ? line - 1 : isFollowing ? undefined : failure?.first
  const { scroller, items, height, measure, toEnd } = useLogScroll({
    count: shown.length,
    isFollowing,
    isTop: line === undefined,
    target: target === undefined ? undefined : rowAt(shown, target),
    keyOf: (index) => shown[index]?.first ?? index,
  })
  const isOpen = (row: LogRow) => {
    const isWanted = row === failure || (line !== undefined && row.end - row.first > 1 && holds(row, line - 1))
    return isWanted !== flipped.has(row.first)
  }
  const toggle = (row: LogRow) => {
    const next = new Set(flipped)
    if (!next.delete(row.first)) next.add(row.first)
    setFlipped(next)
  }
  const render = (index: number) => {
    const row = shown[index]
    if (!row) return null
    const common = { isWrapped: look.isWrapped, level: row.level, onLink: onLine }
    const fold =
      row.brief === null ? undefined : { isOpen: isOpen(row), onToggle: () => toggle(row), label: labelOf(row) }
    const first = {
      ...common,
      fold,
      number: row.first + 1,
      isLinked: row.first + 1 === line,
      isHit: hitRows.has(index),
    }
    if (fold && !fold.isOpen) return <LogLine {...first}>{folded(row)}</LogLine>
    return (
      <>
        {linesIn(row, lines).map((each, at) => (
          <LogLine
            key={row.first + at}
            {...(at === 0 ? first : common)}
            number={row.first + at + 1}
            isLinked={row.first + at + 1 === line}
            isHit={at === 0 ? first.isHit : false}
          >
            <AnsiLine text={timed(each, look.time, begin)} />
          </LogLine>
        ))}
      </>
    )
  }
  return (
    <>
      <LogToolbar
        {...{ place, look, isGrowing, isFollowing, setIsFollowing, line, onLine }}
        text={wanted}
        setText={setWanted}
        hits={hits}
        isCut={false}
        hasTimes={begin !== null}
        error={pattern.error}
        onEnd={toEnd}
        levels={countLevels(rows)}
        chosen={levels}
        onLevels={setLevels}
      />
      <LogFrame
        {...{ scroller, items, height, measure, render }}
        isWrapped={look.isWrapped}
        onScrollUp={() => setIsFollowing(false)}
      />
    </>
  )
}

function isTraceback(row: LogRow): boolean {
  return row.brief !== null && row.fields === undefined
}

function holds(row: LogRow, line: number): boolean {
  return row.first <= line && line < row.end
}

function labelOf(row: LogRow): string {
  return isTraceback(row) ? 'Traceback' : 'All that the line says'
}

function folded(row: LogRow) {
  const behind = row.fields ?? `${row.end - row.first} lines`
  return (
    <>
      {row.brief}
      <span className="text-ink-3">{`  ${behind}`}</span>
    </>
  )
}

/** What an open row shows: its lines, those of JSON set out. */
function linesIn(row: LogRow, lines: readonly string[]): readonly string[] {
  const own = lines.slice(row.first, row.end)
  if (row.fields === undefined) return own
  return [JSON.stringify(JSON.parse(own[0] ?? ''), null, 2)]
}
