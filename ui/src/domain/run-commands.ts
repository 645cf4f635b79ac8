/** A run as commands that start the same one elsewhere. */
import { parseExact } from './exact-json'
import { pythonText } from './python-text'

export interface RunOrder {
  server: string
  pipelineName: string
  /** Where its file is read, below the server's address. */
  documentPath: string
  /** Whether it is run from its file, and not as a version that the server has. */
  isOfFile: boolean
  name: string
  experiment: string
  cache: 'on' | 'off' | 'refresh' | null
  failFast: boolean
  /** Whether the server asks for one. */
  needsToken: boolean
  /** A JSON object. */
  argumentsText: string
  /** The body of the request that starts it. */
  requestText: string
}

const CACHE_OPTIONS = { on: '', off: ' --no-cache', refresh: ' --refresh-cache' } as const

/** For a POSIX shell: the file of the version, and a run of it on this server; it takes the token from PENSTOCK_TOKEN. */
export function cliText(order: RunOrder): string {
  const file = shellQuoted(`${order.pipelineName.replaceAll(/[^\w.-]+/g, '-').replace(/^-+/, '') || 'pipeline'}.yaml`)
  const address = order.server + order.documentPath
  const name = order.name ? ` --name ${shellQuoted(order.name)}` : ''
  const experiment = order.experiment ? ` --experiment ${shellQuoted(order.experiment)}` : ''
  return [
    `curl -fsS -o ${file}${tokenOption(order)} ${shellQuoted(address)}`,
    `printf %s ${shellQuoted(order.argumentsText)} > arguments.json`,
    `penstock run ${file} --server ${shellQuoted(order.server)} --params arguments.json${name}${experiment}${CACHE_OPTIONS[order.cache ?? 'on']}${order.failFast ? ' --fail-fast' : ''}`,
  ].join('\n')
}

/** For Python, without any package. */
export function pythonProgram(order: RunOrder): string {
  const headers = order.needsToken
    ? '{"content-type": "application/json", "authorization": f"Bearer {os.environ[\'PENSTOCK_TOKEN\']}"}'
    : '{"content-type": "application/json"}'
  return [
    'import json',
    ...(order.needsToken ? ['import os'] : []),
    'from urllib.request import Request, urlopen',
    '',
    `order = ${pythonText(parseExact(order.requestText))}`,
    `headers = ${headers}`,
    `request = Request(${JSON.stringify(`${order.server}/api/v1/runs`)}, json.dumps(order).encode(), headers)`,
    'print(json.load(urlopen(request))["id"])',
  ].join('\n')
}

export function curlText(order: RunOrder): string {
  const address = shellQuoted(`${order.server}/api/v1/runs`)
  return `curl -fsS ${address}${tokenOption(order)} -H 'content-type: application/json' -d ${shellQuoted(order.requestText)}`
}

/** The token stays in the shell: what is copied may be shown to others. */
function tokenOption(order: RunOrder): string {
  return order.needsToken ? ' -H "authorization: Bearer $PENSTOCK_TOKEN"' : ''
}

function shellQuoted(text: string): string {
  return /^[\w./:@=-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`
}
