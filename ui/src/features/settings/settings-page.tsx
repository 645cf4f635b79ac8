import { Field } from '@/components/ui/field'
import { PageHeader } from '@/components/ui/page-header'
import { Select } from '@/components/ui/select'
import { Segmented } from '@/components/ui/switch'
import { usePage } from '@/lib/page'
import { useDensity, useTheme, useTimeZone } from '@/lib/theme'
import { About } from './about'

const THEMES = [
  { id: 'system', label: 'System' },
  { id: 'light', label: 'Light' },
  { id: 'dark', label: 'Dark' },
] as const

const DENSITIES = [
  { id: 'comfortable', label: 'Comfortable' },
  { id: 'compact', label: 'Compact' },
] as const

/** What this browser remembers about how the pages look. */
export function SettingsPage() {
  usePage('Settings')
  const [theme, setTheme] = useTheme()
  const [density, setDensity] = useDensity()
  const [zone, setZone] = useTimeZone()
  const local = Intl.DateTimeFormat().resolvedOptions().timeZone
  const zones = Intl.supportedValuesOf('timeZone').map((name) => ({ value: name, label: name }))
  return (
    <main className="flex min-h-0 flex-1 flex-col overflow-auto bg-surface">
      <PageHeader title="Settings" />
      <div className="flex max-w-2xl flex-col gap-6 px-6 py-4">
        <section className="flex flex-col gap-4">
          <h2 className="font-semibold text-section">Look</h2>
          <div className="flex items-center justify-between">
            <span>Theme</span>
            <Segmented label="Theme" options={THEMES} value={theme} onChange={setTheme} />
          </div>
          <div className="flex items-center justify-between">
            <span>Density of lists</span>
            <Segmented label="Density of lists" options={DENSITIES} value={density} onChange={setDensity} />
          </div>
          <Field label="Time zone" help="Times are shown in it; the server keeps UTC.">
            {(ids) => (
              <Select
                {...ids}
                value={zone}
                onChange={setZone}
                options={[{ value: '', label: `This browser's (${local})` }, { value: 'UTC', label: 'UTC' }, ...zones]}
              />
            )}
          </Field>
        </section>
        <About />
      </div>
    </main>
  )
}
