import { useQuery } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { Command } from 'cmdk'
import { Box, FlaskConical, type LucideIcon, Moon, Play, Sun, Workflow } from 'lucide-react'
import { useDeferredValue, useEffect, useState } from 'react'
import type { Found } from '@/api/models'
import { recentPipelinesOptions } from '@/api/pipelines'
import { searchOptions } from '@/api/search'
import { Kbd } from '@/components/ui/kbd'
import { StateIcon } from '@/components/ui/state'
import { navGroups } from '@/features/shell/nav'
import { runShortcut, useShortcutTable } from '@/lib/shortcuts'
import { useShownTheme, useTheme } from '@/lib/theme'

const PAUSE = 150
const RUNNABLE = 50
const SHOWN_RUNNABLE = 3
/** The group of shortcuts that belong to the page that is open. */
const PAGE_GROUP = 'This page'

const PLACES: Record<Found['kind'], { icon: LucideIcon; path: string }> = {
  run: { icon: Play, path: '/runs/' },
  pipeline: { icon: Workflow, path: '/pipelines/' },
  experiment: { icon: FlaskConical, path: '/experiments/' },
  artifact: { icon: Box, path: '/artifacts/' },
}

const ITEM =
  'flex h-9 cursor-pointer items-center gap-2.5 rounded-control px-2.5 data-[selected=true]:bg-accent-soft data-[selected=true]:text-ink'
const GROUP =
  '[&_[cmdk-group-heading]]:px-2.5 [&_[cmdk-group-heading]]:py-1 [&_[cmdk-group-heading]]:text-dense [&_[cmdk-group-heading]]:text-ink-3'

/** Everything that has a name, found by a few letters; pages and actions as well. */
export function Palette({ onClose }: { onClose: () => void }) {
  const navigate = useNavigate()
  const [, setTheme] = useTheme()
  const isDark = useShownTheme() === 'dark'
  const [text, setText] = useState('')
  const asked = useSettled(text)
  const found = useDeferredValue(useQuery(searchOptions(asked)))
  const go = (to: string) => {
    onClose()
    void navigate({ to })
  }
  const wanted = text.trim().toLowerCase()
  const words = wanted.split(/\s+/)
  const matches = (label: string) => words.every((word) => label.toLowerCase().includes(word))
  const here = useShortcutTable().filter(({ group, label }) => group === PAGE_GROUP && matches(label))
  const pipelines = useQuery(recentPipelinesOptions(RUNNABLE)).data?.items ?? []
  const runnable = pipelines.filter(({ display_name }) => matches(`new run of ${display_name}`))
  const pages = navGroups.flat().filter((item) => matches(item.label))
  const themeLabel = isDark ? 'Light theme' : 'Dark theme'
  return (
    <Command.Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      label="Search"
      shouldFilter={false}
      overlayClassName="fixed inset-0 z-40 bg-overlay"
      contentClassName="fixed top-[12vh] left-1/2 z-50 w-[min(640px,calc(100vw-32px))] -translate-x-1/2 overflow-hidden rounded-group border border-border bg-surface shadow-raised"
    >
      <Command.Input
        value={text}
        onValueChange={setText}
        placeholder="Search runs, pipelines, experiments, artifacts"
        className="h-12 w-full border-border border-b bg-transparent px-4 text-section focus-visible:outline-none placeholder:text-ink-3"
      />
      <Command.List className="max-h-[50vh] overflow-auto p-2">
        {wanted && found.isError && <p className="px-2.5 py-2 text-failed">{found.error.message}</p>}
        <Command.Empty className="px-2.5 py-6 text-center text-ink-3">
          {found.isFetching || asked !== text ? 'Searching' : 'Nothing has that name'}
        </Command.Empty>
        {wanted && (found.data?.items.length ?? 0) > 0 && (
          <Command.Group heading="Found" className={GROUP}>
            {found.data?.items.map((item) => (
              <FoundItem key={`${item.kind} ${item.id}`} item={item} onGo={go} />
            ))}
          </Command.Group>
        )}
        {pages.length > 0 && (
          <Command.Group heading="Go to" className={GROUP}>
            {pages.map(({ to, label, icon: Icon }) => (
              <Command.Item key={to} value={`page ${to}`} onSelect={() => go(to)} className={ITEM}>
                <Icon size={14} aria-hidden className="text-ink-3" /> {label}
              </Command.Item>
            ))}
          </Command.Group>
        )}
        {here.length > 0 && (
          <Command.Group heading="On this page" className={GROUP}>
            {here.map(({ keys, label }) => (
              <Command.Item
                key={keys}
                value={`here ${keys}`}
                onSelect={() => {
                  onClose()
                  requestAnimationFrame(() => runShortcut(keys)) // once the focus is back on the page
                }}
                className={ITEM}
              >
                {label}
                <span className="ml-auto">
                  <Kbd keys={keys} />
                </span>
              </Command.Item>
            ))}
          </Command.Group>
        )}
        {(matches(themeLabel) || runnable.length > 0) && (
          <Command.Group heading="Do" className={GROUP}>
            {runnable.slice(0, wanted ? RUNNABLE : SHOWN_RUNNABLE).map((pipeline) => (
              <Command.Item
                key={pipeline.id}
                value={`run ${pipeline.id}`}
                onSelect={() => go(`/runs/new?pipeline=${pipeline.id}`)}
                className={ITEM}
              >
                <Play size={14} aria-hidden className="text-ink-3" /> New run of {pipeline.display_name}
              </Command.Item>
            ))}
            {matches(themeLabel) && (
              <Command.Item
                value="theme"
                onSelect={() => {
                  setTheme(isDark ? 'light' : 'dark')
                  onClose()
                }}
                className={ITEM}
              >
                {isDark ? <Sun size={14} aria-hidden /> : <Moon size={14} aria-hidden />} {themeLabel}
              </Command.Item>
            )}
          </Command.Group>
        )}
      </Command.List>
    </Command.Dialog>
  )
}

function FoundItem({ item, onGo }: { item: Found; onGo: (to: string) => void }) {
  const { icon: Icon, path } = PLACES[item.kind]
  return (
    <Command.Item value={`${item.kind} ${item.id}`} onSelect={() => onGo(path + item.id)} className={ITEM}>
      {item.state ? <StateIcon state={item.state} size={14} /> : <Icon size={14} aria-hidden className="text-ink-3" />}
      <span className="truncate">{item.title}</span>
      <span className="truncate text-dense text-ink-3">{item.subtitle}</span>
      <span className="ml-auto shrink-0 text-ink-3 text-micro">{item.kind}</span>
    </Command.Item>
  )
}

/** A text once it has not changed for a moment. */
function useSettled(text: string): string {
  const [settled, setSettled] = useState(text)
  useEffect(() => {
    const timer = setTimeout(() => setSettled(text), PAUSE)
    return () => clearTimeout(timer)
  }, [text])
  return settled
}
