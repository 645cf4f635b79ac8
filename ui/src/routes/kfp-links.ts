/** The addresses of KFP's web pages (`/#/runs/details/ID`), which its client prints, as addresses of ours. */

type Rule = [pattern: RegExp, to: (found: string[], query: URLSearchParams) => string]

const RULES: Rule[] = [
  [/^\/runs\/details\/([^/]+)/, ([run]) => `/runs/${run}`],
  [
    /^\/pipelines\/details\/([^/]+)\/version\/([^/]+)/,
    ([pipeline, version]) => `/pipelines/${pipeline}?version=${version}`,
  ],
  [/^\/pipelines\/details\/([^/]+)/, ([pipeline]) => `/pipelines/${pipeline}`],
  [/^\/experiments\/details\/([^/]+)/, ([experiment]) => `/experiments/${experiment}`],
  [/^\/artifacts\/([^/]+)/, ([artifact]) => `/artifacts/${artifact}`],
  [
    /^\/runs\/new/,
    (_, query) =>
      `/runs/new${renamed(query, { pipelineId: 'pipeline', pipelineVersionId: 'version', cloneFromRun: 'from', experimentId: 'experiment' })}`,
  ],
  [/^\/compare/, (_, query) => `/compare${renamed(query, { runlist: 'runs' })}`],
  [/^\/archive\/runs/, () => '/runs?archived=1'],
  [/^\/archive\/experiments/, () => '/experiments?archived=1'],
  [/^\/(runs|pipelines|experiments|artifacts)\/?$/, ([page]) => `/${page}`],
  [/^\/(start)?\/?$/, () => '/'],
]

/** Return our address for a hash of KFP's, or null if it is none. */
export function addressOfHash(hash: string): string | null {
  if (!hash.startsWith('#/')) return null
  const [path = '', query = ''] = hash.slice(1).split('?', 2)
  for (const [pattern, to] of RULES) {
    const found = pattern.exec(path)
    if (found) return to(found.slice(1), new URLSearchParams(query))
  }
  return path
}

function renamed(query: URLSearchParams, names: Record<string, string>): string {
  const found = Object.entries(names).flatMap(([theirs, ours]) => {
    const value = query.get(theirs)
    return value ? [`${ours}=${encodeURIComponent(value).replaceAll('%2C', ',')}`] : []
  })
  return found.length ? `?${found.join('&')}` : ''
}
