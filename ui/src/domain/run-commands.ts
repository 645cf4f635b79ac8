/** A run as commands that start the same one elsewhere. */

export interface RunOrder {
  server: string
  pipelineId: string
  pipelineName: string
  versionId: string
  name: string
  experiment: string
  cache: 'on' | 'off' | 'refresh' | null
  /** A JSON object. */
  argumentsText: string
  /** The body of the request that starts it. */
  requestText: string
}

const CACHE_OPTIONS = { on: '', off: ' --no-cache', refresh: ' --refresh-cache' } as const

/** For a POSIX shell: the file of the version, and a run of it on this machine. */
export function cliText(order: RunOrder): string {
  const file = shellQuoted(`${order.pipelineName.replaceAll(/[^\w.-]+/g, '-').replace(/^-+/, '') || 'pipeline'}.yaml`)
  const address = `${order.server}/api/v1/pipelines/${order.pipelineId}/versions/${order.versionId}/document`
  const name = order.name ? ` --name ${shellQuoted(order.name)}` : ''
  const experiment = order.experiment ? ` --experiment ${shellQuoted(order.experiment)}` : ''
  return [
    `curl -fsS -o ${file} ${shellQuoted(address)}`,
    `printf %s ${shellQuoted(order.argumentsText)} > arguments.json`,
    `penstock run ${file} --params arguments.json${name}${experiment}${CACHE_OPTIONS[order.cache ?? 'on']}`,
  ].join('\n')
}

/** For Python, without any package. */
export function pythonText(order: RunOrder): string {
  return [
    'import json',
    'from urllib.request import Request, urlopen',
    '',
    `body = ${pythonQuoted(order.requestText)}`,
    `request = Request(${pythonQuoted(`${order.server}/api/v1/runs`)}, body.encode(), {"content-type": "application/json"})`,
    'print(json.load(urlopen(request))["id"])',
  ].join('\n')
}

export function curlText(order: RunOrder): string {
  return `curl -fsS ${shellQuoted(`${order.server}/api/v1/runs`)} -H 'content-type: application/json' -d ${shellQuoted(order.requestText)}`
}

function shellQuoted(text: string): string {
  return /^[\w./:@=-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`
}

/** A text of JSON is a text of Python, too. */
function pythonQuoted(text: string): string {
  return JSON.stringify(text)
}
