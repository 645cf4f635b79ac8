import { ArrowDownToLine, ChevronDown, ChevronUp, Download, WrapText } from 'lucide-react'
import { type KeyboardEvent, useState } from 'react'
import { type LogMatches, type LogPlace, logAddress } from '@/api/logs'
import { buttonClass, IconButton } from '@/components/ui/button'
import { Input } from '@/components/ui/field'
import { cx } from '@/lib/class-names'
import { useShortcut } from '@/lib/shortcuts'

interface LogToolbarProps {
  place: LogPlace
  isWrapped: boolean
  setIsWrapped: (wrapped: boolean) => void
  isGrowing: boolean
  isFollowing: boolean
  setIsFollowing: (following: boolean) => void
  onEnd: () => void
  text: string
  setText: (text: string) => void
  matches: LogMatches['matches']
  isCut: boolean
  line: number | undefined
  onLine: (line: number | undefined) => void
}

/** Find in a log, wrap it, follow it, take it away. */
export function LogToolbar(props: LogToolbarProps) {
  const { place, isWrapped, setIsWrapped, isGrowing, isFollowing, setIsFollowing, text, setText, matches, onLine } =
    props
  const [typed, setTyped] = useState(text)
  const at = matches.findIndex((match) => match.line === props.line)
  const step = (by: number) => {
    const next = matches[at < 0 ? (by > 0 ? 0 : matches.length - 1) : (at + by + matches.length) % matches.length]
    if (!next) return
    setIsFollowing(false)
    onLine(next.line)
  }
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== 'Enter') return
    if (typed !== text) setText(typed)
    else step(event.shiftKey ? -1 : 1)
  }
  const follow = () => {
    if (!isGrowing) props.onEnd()
    else setIsFollowing(!isFollowing)
  }
  useShortcut('w', 'Wrap the lines of the log', () => setIsWrapped(!isWrapped), { group: 'Log' })
  useShortcut('l', 'Go to the end of the log and follow it', follow, { group: 'Log' })
  return (
    <div className="flex h-10 shrink-0 items-center gap-1.5 border-border border-b px-4">
      <Input
        type="search"
        aria-label="Find in the log"
        placeholder="Find, then Enter"
        value={typed}
        onChange={(event) => {
          setTyped(event.target.value)
          if (event.target.value === '') setText('')
        }}
        onKeyDown={onKeyDown}
        className="h-7 min-w-0 max-w-52 flex-1"
      />
      {text && (
        <>
          <output className="whitespace-nowrap text-dense text-ink-3">
            {`${at < 0 ? '' : `${at + 1} of `}${matches.length}${props.isCut ? '+' : ''}`}
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
      <span className="ml-auto" />
      <IconButton
        label="Wrap lines"
        shortcut="w"
        aria-pressed={isWrapped}
        icon={<WrapText size={14} className={cx(isWrapped && 'text-accent')} />}
        onClick={() => setIsWrapped(!isWrapped)}
      />
      <IconButton
        label={isGrowing ? 'Follow' : 'Go to the end'}
        shortcut="l"
        aria-pressed={isFollowing}
        icon={<ArrowDownToLine size={14} className={cx(isFollowing && 'text-accent')} />}
        onClick={follow}
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
    </div>
  )
}
