/** A log as rows: lines with their level; a traceback, or a line of JSON, is one row that can be unfolded. */

export const LEVELS = ['error', 'warning', 'info', 'debug'] as const
export type Level = (typeof LEVELS)[number]

export interface LogRow {
  /** The first of its lines, and the one after its last, both counted from zero. */
  readonly first: number
  readonly end: number
  readonly level: Level | null
  /** Rows that are folded say this in one line; null where the line speaks for itself. */
  readonly brief: string | null
  /** Of a line of JSON: what stands behind the message. */
  readonly fields?: string
}

const WORDS: Record<string, Level> = {
  critical: 'error',
  fatal: 'error',
  error: 'error',
  err: 'error',
  warning: 'warning',
  warn: 'warning',
  info: 'info',
  notice: 'info',
  debug: 'debug',
  trace: 'debug',
}

/** A level stands near the beginning of a line, in capitals, in brackets or behind `level=`. */
const LEVEL =
  /(?:^|[\s[(|:])(CRITICAL|FATAL|ERROR|WARNING|WARN|INFO|NOTICE|DEBUG|TRACE)(?=$|[\s\]):|])|\[(critical|fatal|error|warning|warn|info|debug|trace)\]|\blevel="?(critical|fatal|error|warning|warn|info|debug|trace)\b/
const PYTHON_WARNING = /:\d+: [A-Za-z]*Warning: /
const NEAR = 90

const TRACEBACK = 'Traceback (most recent call last):'
const CHAINED = /^(During handling of the above exception|The above exception was the direct cause)/

export function rowsOf(lines: readonly string[]): LogRow[] {
  const rows: LogRow[] = []
  for (let at = 0; at < lines.length; ) {
    const line = lines[at] ?? ''
    const row = line.includes(TRACEBACK) ? traceback(lines, at) : single(line, at)
    rows.push(row)
    at = row.end
  }
  return rows
}

/** The text without the signs that colour it. */
export function plain(line: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: that is what they are
  return line.includes('\u001b') ? line.replaceAll(/\u001b\[[\d;]*[A-Za-z]/g, '') : line
}

/** How many rows have each level, in the order of the levels. */
export function countLevels(rows: readonly LogRow[]): [level: Level, count: number][] {
  const counts = new Map<Level, number>()
  for (const { level } of rows) if (level) counts.set(level, (counts.get(level) ?? 0) + 1)
  return LEVELS.flatMap((level): [Level, number][] => {
    const count = counts.get(level)
    return count ? [[level, count]] : []
  })
}

/** The row that holds a line; the last one if the line is beyond the end. */
export function rowAt(rows: readonly LogRow[], line: number): number {
  let [low, high] = [0, rows.length - 1]
  while (low < high) {
    const middle = (low + high + 1) >> 1
    if ((rows[middle]?.first ?? 0) <= line) low = middle
    else high = middle - 1
  }
  return low
}

function single(line: string, at: number): LogRow {
  const json = line.startsWith('{') ? jsonRow(line, at) : null
  return json ?? { first: at, end: at + 1, level: levelOf(line), brief: null }
}

function levelOf(line: string): Level | null {
  const found = LEVEL.exec(plain(line).slice(0, NEAR))
  const word = found?.[1] ?? found?.[2] ?? found?.[3]
  if (word) return WORDS[word.toLowerCase()] ?? null
  return PYTHON_WARNING.test(line) ? 'warning' : null
}

function jsonRow(line: string, at: number): LogRow | null {
  const parsed = objectOf(line)
  const key = parsed && ['message', 'msg', 'event'].find((name) => typeof parsed[name] === 'string')
  if (!parsed || !key) return null
  const level = ['level', 'severity', 'levelname', 'lvl'].map((name) => parsed[name]).find((value) => value)
  const rest = Object.entries(parsed).filter(([name]) => name !== key)
  return {
    first: at,
    end: at + 1,
    level: WORDS[String(level ?? '').toLowerCase()] ?? null,
    brief: String(parsed[key]),
    fields: rest
      .map(([name, value]) => `${name}=${typeof value === 'string' ? value : JSON.stringify(value)}`)
      .join(' '),
  }
}

function objectOf(line: string): Record<string, unknown> | null {
  try {
    return JSON.parse(line) as Record<string, unknown>
  } catch {
    return null
  }
}

/** A traceback with those that it came of, up to and with the line that names the exception. */
function traceback(lines: readonly string[], first: number): LogRow {
  let end = first + 1
  let brief = ''
  while (end < lines.length) {
    const line = plain(lines[end] ?? '')
    const isInside = line === '' || /^\s/.test(line) || CHAINED.test(line) || line.includes(TRACEBACK)
    if (isInside && line !== '') brief = ''
    if (!isInside) {
      if (brief !== '') break
      brief = line
    }
    if (line === '' && brief !== '' && !isChained(lines, end)) break
    end += 1
  }
  return { first, end, level: 'error', brief: brief || TRACEBACK }
}

/** Whether what follows an empty line belongs to the same traceback. */
function isChained(lines: readonly string[], at: number): boolean {
  return CHAINED.test(plain(lines[at + 1] ?? ''))
}
