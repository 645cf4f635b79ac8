import { ArrowDownUp, ArrowRightLeft, ChevronsDownUp, ChevronsUpDown, Minus, Plus, Tag, X } from 'lucide-react'
import { type ReactNode, useLayoutEffect, useRef } from 'react'
import { Kbd } from '@/components/ui/kbd'
import { Tooltip } from '@/components/ui/tooltip'
import type { Direction } from '@/graph/layout'
import { cx } from '@/lib/class-names'
import type { ZoomControls } from './use-zoom'

interface GraphToolbarProps {
  zoom: ZoomControls
  actions: {
    fit: () => void
    find: () => void
    turn: () => void
    toggleChips: (() => void) | null
    toggleGroups: (() => void) | null
  }
  direction: Direction
  /** How many nodes failed; the switch is there only if one did. */
  failed: number
  onlyFailed: boolean
  setOnlyFailed: (only: boolean) => void
  hasChips: boolean
  hasOpenGroups: boolean
  /** The name of the node whose surroundings alone are drawn. */
  isolated: string | null
  onRelease: () => void
}

/** What can be done with the drawing, along its lower edge. */
export function GraphToolbar(props: GraphToolbarProps) {
  const { zoom, actions, direction, failed, onlyFailed, setOnlyFailed, hasChips, hasOpenGroups, isolated } = props
  return (
    <div data-graph-control className="absolute bottom-3 left-3 z-10 flex flex-wrap items-center gap-1.5 pr-3">
      <div className={cx(BAR, 'px-0.5')}>
        <Small label="Zoom out" shortcut="-" onClick={() => zoom.scaleBy(1 / 1.4)} icon={<Minus size={14} />} />
        <Tooltip text="Full size" shortcut="0">
          <button
            type="button"
            onClick={() => zoom.scaleTo(1)}
            className="h-6 w-11 rounded-chip text-dense hover:bg-hover"
          >
            <Scale zoom={zoom} />
          </button>
        </Tooltip>
        <Small label="Zoom in" shortcut="+" onClick={() => zoom.scaleBy(1.4)} icon={<Plus size={14} />} />
      </div>
      <Labelled onClick={actions.fit} shortcut="f">
        Fit
      </Labelled>
      <Labelled onClick={actions.find} shortcut="/">
        Find task
      </Labelled>
      {failed > 0 && (
        <Labelled onClick={() => setOnlyFailed(!onlyFailed)} isOn={onlyFailed} shortcut="n">
          {failed === 1 ? '1 failed' : `${failed} failed`}
        </Labelled>
      )}
      <div className={cx(BAR, 'px-0.5')}>
        {actions.toggleGroups && (
          <Small
            label={hasOpenGroups ? 'Close all groups' : 'Open all groups'}
            shortcut="g g"
            onClick={actions.toggleGroups}
            icon={hasOpenGroups ? <ChevronsDownUp size={14} /> : <ChevronsUpDown size={14} />}
          />
        )}
        {actions.toggleChips && (
          <Small
            label="Show what travels along the edges"
            shortcut="a"
            isOn={hasChips}
            onClick={actions.toggleChips}
            icon={<Tag size={14} />}
          />
        )}
        <Small
          label={direction === 'LR' ? 'Draw from top to bottom' : 'Draw from left to right'}
          shortcut="t"
          onClick={actions.turn}
          icon={direction === 'LR' ? <ArrowDownUp size={14} /> : <ArrowRightLeft size={14} />}
        />
      </div>
      {isolated && (
        <button
          type="button"
          onClick={props.onRelease}
          className={cx(BAR, 'gap-1.5 border-accent! bg-accent-soft! px-2.5')}
        >
          Only what is around <b className="font-semibold">{isolated}</b> <X size={12} aria-label="Show everything" />
        </button>
      )}
    </div>
  )
}

const BAR = 'flex h-8 items-center rounded-control border border-border bg-surface text-dense shadow-card'

function Labelled({
  children,
  onClick,
  shortcut,
  isOn,
}: {
  children: ReactNode
  onClick: () => void
  shortcut: string
  isOn?: boolean
}) {
  return (
    <button
      type="button"
      aria-pressed={isOn}
      onClick={onClick}
      className={cx(BAR, 'gap-1.5 px-2.5 hover:bg-hover', isOn && 'border-accent! bg-accent-soft!')}
    >
      {children} <Kbd keys={shortcut} />
    </button>
  )
}

interface SmallProps {
  label: string
  shortcut: string
  onClick: () => void
  icon: ReactNode
  isOn?: boolean
}

function Small({ label, shortcut, onClick, icon, isOn }: SmallProps) {
  return (
    <Tooltip text={label} shortcut={shortcut}>
      <button
        type="button"
        aria-label={label}
        aria-pressed={isOn}
        onClick={onClick}
        className={cx(
          'flex size-[26px] items-center justify-center rounded-chip text-ink-2 hover:bg-hover',
          isOn && 'bg-accent-soft text-accent',
        )}
      >
        {icon}
      </button>
    </Tooltip>
  )
}

/** The scale in percent; it changes with each turn of the wheel, so React is left out. */
function Scale({ zoom }: { zoom: ZoomControls }) {
  const text = useRef<HTMLSpanElement>(null)
  const { onMove } = zoom
  useLayoutEffect(
    () =>
      onMove(({ k }) => {
        if (text.current) text.current.textContent = `${Math.round(k * 100)}%`
      }),
    [onMove],
  )
  return <span ref={text} />
}
