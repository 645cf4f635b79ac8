/** What of a run is no input, as it is typed, and as the server is asked. */
import type { FormRun, NewRunOptions } from '@/api/new-run'

export interface RunChoices {
  name: string
  description: string
  experiment: string
  /** One `name=value` a line. */
  tags: string
  cache: 'on' | 'off' | 'refresh'
  /** Empty: as the server does. */
  parallelism: string
  failFast: '' | 'yes' | 'no'
}

type Options = Omit<NewRunOptions, 'pipeline_id' | 'pipeline_version_id' | 'document'>

const MOST_AT_ONCE = 10_000
const FAIL_FAST = { '': null, yes: true, no: false } as const

export function startingChoices(from: FormRun | null, experiment: string): RunChoices {
  return {
    name: '',
    description: '',
    experiment: experiment || (from?.experiment?.id ?? ''),
    tags: tagsText(from?.tags ?? {}),
    cache: 'on',
    parallelism: '',
    failFast: '',
  }
}

/** Read the choices; what is wrong comes by the name of its field. */
export function readOptions(choices: RunChoices): {
  options: Options
  errors: { [K in keyof RunChoices]?: string }
} {
  const { tags, error } = readTags(choices.tags)
  const limit = choices.parallelism.trim()
  const isLimit = /^\d{1,5}$/.test(limit) && Number(limit) <= MOST_AT_ONCE
  return {
    options: {
      name: choices.name.trim(),
      description: choices.description.trim(),
      experiment_id: choices.experiment,
      tags,
      cache: choices.cache,
      parallelism: isLimit ? Number(limit) : null,
      fail_fast: FAIL_FAST[choices.failFast],
    },
    errors: {
      ...(error ? { tags: error } : {}),
      ...(limit && !isLimit ? { parallelism: `Give a whole number up to ${MOST_AT_ONCE}; 0 is no limit` } : {}),
    },
  }
}

/** Read the tags as they are typed. */
export function readTags(text: string): { tags: Record<string, string>; error?: string } {
  const tags: Record<string, string> = {}
  for (const line of text.split('\n').map((part) => part.trim())) {
    if (line === '') continue
    const at = line.indexOf('=')
    const name = (at < 0 ? line : line.slice(0, at)).trim()
    if (name === '') return { tags, error: `A tag needs a name before the "=": ${line}` }
    tags[name] = at < 0 ? '' : line.slice(at + 1).trim()
  }
  return { tags }
}

export function tagsText(tags: Readonly<Record<string, string>>): string {
  return Object.entries(tags)
    .map(([name, value]) => (value ? `${name}=${value}` : name))
    .join('\n')
}
