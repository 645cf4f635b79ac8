import { useQuery } from '@tanstack/react-query'
import { useMemo, useState } from 'react'
import { type LogLines, type LogPlace, logSearchOptions } from '@/api/logs'
import { SkeletonRows } from '@/components/ui/skeleton'
import { firstShown } from '@/domain/log-parts'
import { AnsiLine } from './ansi-line'
import { LogFrame, useLogScroll } from './log-frame'
import { LogLine } from './log-line'
import { LogToolbar } from './log-toolbar'
import type { LogLook, LogViewProps } from './log-view'
import { useLogIndex, useLogLines } from './use-log'

interface LongLogProps extends LogViewProps {
  look: LogLook
}

/** A log too long to be read whole: its lines are read where they are looked at, and the server finds in it. */
export function LongLog(props: LongLogProps) {
  const index = useLogIndex(props.place, props.isGrowing)
  if (!index.data) return <SkeletonRows />
  return <Lines {...props} index={index.data} />
}

const TRACEBACK = 'Traceback (most recent call last)'

function Lines({ place, isGrowing, hasFailed, line, onLine, look, index }: LongLogProps & { index: LogLines }) {
  const [isFollowing, setIsFollowing] = useState(isGrowing && line === undefined)
  const [text, setText] = useState('')
  const first = firstShown(index)
  const found = useQuery(logSearchOptions(place, text, index.size))
  const failedAt = useTracebackLine(place, index.size, hasFailed && line === undefined)
  const target = line ?? failedAt
  const { scroller, items, height, measure, toEnd } = useLogScroll({
    count: index.lines - first,
    isFollowing,
    isTop: line === undefined,
    target: target === undefined ? undefined : target - 1 - first,
  })
  const lineAt = useLogLines(place, index, first + (items[0]?.index ?? 0), first + (items.at(-1)?.index ?? 0))
  const hits = useMemo(() => (text ? (found.data?.matches.map((match) => match.line) ?? []) : []), [found.data, text])
  const marked = useMemo(() => new Set(hits), [hits])
  return (
    <>
      <LogToolbar
        {...{ place, look, isGrowing, isFollowing, setIsFollowing, text, setText, hits, line, onLine }}
        isCut={found.data?.is_cut ?? false}
        onEnd={toEnd}
      />
      {first > 0 && (
        <p className="px-4 py-1 text-dense text-ink-3">{`The first ${first.toLocaleString('en-US')} lines are in the download.`}</p>
      )}
      <LogFrame
        {...{ scroller, items, height }}
        measure={look.isWrapped ? measure : undefined}
        isWrapped={look.isWrapped}
        onScrollUp={() => setIsFollowing(false)}
        render={(at) => {
          const number = first + at + 1
          return (
            <LogLine
              number={number}
              isWrapped={look.isWrapped}
              isLinked={number === line}
              isHit={marked.has(number)}
              onLink={onLine}
            >
              <AnsiLine text={lineAt(number - 1) ?? ''} />
            </LogLine>
          )
        }}
      />
    </>
  )
}

/** Where the last traceback begins, of a task that failed. */
function useTracebackLine(place: LogPlace, size: number, isWanted: boolean): number | undefined {
  const found = useQuery({ ...logSearchOptions(place, TRACEBACK, size), enabled: isWanted })
  return isWanted ? found.data?.matches.at(-1)?.line : undefined
}
