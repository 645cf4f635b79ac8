import { ArrowDownToLine, ChevronDown, ChevronUp, Clock, Download, Maximize2, Minimize2, WrapText } from 'lucide-react'
import { type KeyboardEvent, useRef, useState } from 'react'
import { type LogPlace, logAddress } from '@/api/logs'
import { buttonClass, IconButton } from '@/components/ui/button'
import { Input } from '@/components/ui/field'
import type { Level } from '@/domain/log-rows'
import { type LogTime, nextTime } from '@/domain/log-time'
import { cx } from '@/lib/class-names'
import { useShortcut } from '@/lib/shortcuts'
import { LevelChips } from './level-chips'
import type { LogLook } from './log-view'

const TIMES: Record<LogTime, string> = {
  written: 'Times as they are written',
  relative: 'Times since the first line',
  none: 'No times',
}

interface LogToolbarProps {
  place: LogPlace
  look: LogLook
  isGrowing: boolean
  isFollowing: boolean
  setIsFollowing: (following: boolean) => void
  onEnd: () => void
  text: string
  setText: (text: string) => void
  /** The lines that were found, counted from one. */
  hits: readonly number[]
  isCut: boolean
  /** Whether lines begin with times that can be told otherwise. */
  hasTimes?: boolean
  /** Why what is looked for is no expression. */
  error?: string
  line: number | undefined
  onLine: (line: number | undefined) => void
  levels?: readonly (readonly [Level, number])[]
  chosen?: ReadonlySet<Level>
  onLevels?: (levels: ReadonlySet<Level>) => void
}

/** Find in a log, leave levels out, wrap it, follow it, take it away. */
export function LogToolbar(props: LogToolbarProps) {
  const { place, look, isGrowing, isFollowing, setIsFollowing, levels = [] } = props
  const follow = () => {
    if (!isGrowing) props.onEnd()
    else setIsFollowing(!isFollowing)
  }
  useShortcut('w', 'Wrap the lines of the log', () => look.setIsWrapped(!look.isWrapped), { group: 'Log' })
  useShortcut('l', 'Go to the end of the log and follow it', follow, { group: 'Log' })
  const turn = () => look.setTime(nextTime(look.time))
  useShortcut('t', 'Tell the times of the log otherwise', turn, { group: 'Log', isEnabled: props.hasTimes ?? false })
  return (
    <div className="flex min-h-10 shrink-0 flex-wrap items-center gap-x-1.5 border-border border-b px-4">
      <Find {...props} />
      {levels.length > 0 && props.onLevels && (
        <LevelChips counts={levels} chosen={props.chosen ?? new Set()} onChange={props.onLevels} />
      )}
      <span className="ml-auto flex h-10 items-center gap-1.5">
        {props.hasTimes && (
          <IconButton
            label={TIMES[look.time]}
            shortcut="t"
            aria-pressed={look.time !== 'written'}
            icon={<Clock size={14} className={cx(look.time !== 'written' && 'text-accent')} />}
            onClick={turn}
          />
        )}
        <IconButton
          label="Wrap lines"
          shortcut="w"
          aria-pressed={look.isWrapped}
          icon={<WrapText size={14} className={cx(look.isWrapped && 'text-accent')} />}
          onClick={() => look.setIsWrapped(!look.isWrapped)}
        />
        <IconButton
          label={isGrowing ? 'Follow' : 'Go to the end'}
          shortcut="l"
          aria-pressed={isFollowing}
          icon={<ArrowDownToLine size={14} className={cx(isFollowing && 'text-accent')} />}
          onClick={follow}
        />
        <IconButton
          label={look.isFull ? 'Leave the whole screen' : 'Whole screen'}
          shortcut="f"
          aria-pressed={look.isFull}
          icon={look.isFull ? <Minimize2 size={14} /> : <Maximize2 size={14} />}
          onClick={() => look.setIsFull(!look.isFull)}
        />
        <a
          href={logAddress(place)}
          download
          aria-label="Download the log"
          title="Download the log"
          className={buttonClass({ variant: 'ghost', size: 'icon' })}
        >
          <Download size={14} aria-hidden />
        </a>
      </span>
    </div>
  )
}

function Find({ text, setText, hits, isCut, error, line, onLine, setIsFollowing }: LogToolbarProps) {
  const [typed, setTyped] = useState(text)
  const field = useRef<HTMLInputElement>(null)
  const at = line === undefined ? -1 : hits.indexOf(line)
  const step = (by: number) => {
    const next = hits[at < 0 ? (by > 0 ? 0 : hits.length - 1) : (at + by + hits.length) % hits.length]
    if (next === undefined) return
    setIsFollowing(false)
    onLine(next)
  }
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== 'Enter') return
    if (typed !== text) setText(typed)
    else step(event.shiftKey ? -1 : 1)
  }
  useShortcut('/', 'Find in the log', () => field.current?.focus(), { group: 'Log' })
  return (
    <>
      <span className="w-40">
        <Input
          ref={field}
          type="search"
          aria-label="Find in the log"
          aria-invalid={error ? true : undefined}
          title={error || 'A text, or an expression between slashes: /loss=0\\.\\d+/'}
          placeholder="Find, or /regex/"
          value={typed}
          onChange={(event) => {
            setTyped(event.target.value)
            if (event.target.value === '') setText('')
          }}
          onKeyDown={onKeyDown}
          className="h-7"
        />
      </span>
      {text && (
        <>
          <output className={cx('whitespace-nowrap text-dense', error ? 'text-failed' : 'text-ink-3')}>
            {error ? 'no expression' : `${at < 0 ? '' : `${at + 1} of `}${hits.length}${isCut ? '+' : ''}`}
          </output>
          <IconButton
            label="Hit before"
            shortcut="Shift Enter"
            icon={<ChevronUp size={14} />}
            onClick={() => step(-1)}
          />
          <IconButton label="Next hit" shortcut="Enter" icon={<ChevronDown size={14} />} onClick={() => step(1)} />
        </>
      )}
    </>
  )
}
