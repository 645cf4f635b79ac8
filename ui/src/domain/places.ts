/** Where a path of a pipeline file stands in its text. */
import { isMap, isSeq, LineCounter, type Node, parseAllDocuments } from 'yaml'

export interface Place {
  line: number
  column: number
}

/**
 * The places of paths such as "components.comp-train.dag.tasks[0]"; where a part is missing, of what was to hold it.
 * YAML and JSON alike: JSON is YAML. Nothing is found in a text that cannot be parsed.
 */
export function placesOf(text: string, paths: readonly string[]): (Place | null)[] {
  const lines = new LineCounter()
  const documents = parseAllDocuments(text, { lineCounter: lines, uniqueKeys: false, logLevel: 'silent' })
  const roots = Array.isArray(documents) ? documents.map((document) => document.contents) : []
  return paths.map((path) => {
    const parts = partsOf(path)
    const start = roots.map((root) => walked(root, parts)).sort((a, b) => b.depth - a.depth)[0]
    if (!start || start.depth === 0 || start.at === null) return null
    const { line, col } = lines.linePos(start.at)
    return { line, column: col }
  })
}

function partsOf(path: string): string[] {
  return path
    .replaceAll(/\[(\d+)\]/g, '.$1')
    .split('.')
    .filter(Boolean)
}

interface Walked {
  /** How many parts of the path were found. */
  depth: number
  /** Where the last of them begins. */
  at: number | null
}

function walked(root: unknown, parts: readonly string[]): Walked {
  let node: unknown = root
  let found: Walked = { depth: 0, at: null }
  while (found.depth < parts.length) {
    const next = isMap(node) ? member(node, parts.slice(found.depth)) : item(node, parts[found.depth])
    if (!next) return found
    found = { depth: found.depth + next.used, at: next.at ?? found.at }
    node = next.node
  }
  return found
}

interface Step {
  node: unknown
  at: number | null
  /** A key may hold dots: how many parts it took. */
  used: number
}

function member(map: { items: { key: unknown; value: unknown }[] }, parts: readonly string[]): Step | null {
  for (let used = parts.length; used > 0; used--) {
    const wanted = parts.slice(0, used).join('.')
    const pair = map.items.find(({ key }) => String(keyOf(key)) === wanted)
    if (pair) return { node: pair.value, at: startOf(pair.key), used }
  }
  return null
}

function item(list: unknown, part: string | undefined): Step | null {
  if (!isSeq(list) || part === undefined || !/^\d+$/.test(part)) return null
  const node = list.items[Number(part)]
  return node === undefined ? null : { node, at: startOf(node), used: 1 }
}

function keyOf(key: unknown): unknown {
  return typeof key === 'object' && key !== null && 'value' in key ? key.value : key
}

function startOf(node: unknown): number | null {
  return (node as Node | null)?.range?.[0] ?? null
}
