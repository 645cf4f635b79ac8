/** Differences of texts, line by line. */

export interface DiffLine {
  kind: 'same' | 'added' | 'removed' | 'gap'
  /** The line's number before and now, counted from 1. */
  before: number | null
  now: number | null
  text: string
}

const HUNK = /^@@ -(\d+)(?:,\d+)? \+(\d+)(?:,\d+)? @@/

/** Read a diff in the unified format. */
export function parseUnified(diff: string): DiffLine[] {
  const lines: DiffLine[] = []
  let before = 0
  let now = 0
  let isInHunk = false
  for (const line of diff.split('\n')) {
    const hunk = HUNK.exec(line)
    if (hunk) {
      before = Number(hunk[1])
      now = Number(hunk[2])
      isInHunk = true
      if (before > 1 || now > 1) lines.push({ kind: 'gap', before: null, now: null, text: '' })
      continue
    }
    if (!isInHunk || line === '' || line.startsWith('\\')) continue
    const text = line.slice(1)
    if (line.startsWith('+')) lines.push({ kind: 'added', before: null, now: now++, text })
    else if (line.startsWith('-')) lines.push({ kind: 'removed', before: before++, now: null, text })
    else lines.push({ kind: 'same', before: before++, now: now++, text })
  }
  return lines
}

/** How many pairs of lines are compared at most: beyond it a text counts as other as a whole. */
const MOST_PAIRS = 4_000_000

/** Compare two texts line by line, by their longest common sequence of lines. */
export function diffTexts(before: string, now: string): DiffLine[] {
  const old = linesOf(before)
  const fresh = linesOf(now)
  let head = 0
  while (head < old.length && head < fresh.length && old[head] === fresh[head]) head++
  let tail = 0
  while (
    tail < old.length - head &&
    tail < fresh.length - head &&
    old[old.length - 1 - tail] === fresh[fresh.length - 1 - tail]
  )
    tail++
  const middle = pairs(old.slice(head, old.length - tail), fresh.slice(head, fresh.length - tail))
  const same = (count: number, from: number, to: number): DiffLine[] =>
    Array.from({ length: count }, (_, index) => ({
      kind: 'same' as const,
      before: from + index + 1,
      now: to + index + 1,
      text: old[from + index] ?? '',
    }))
  return [
    ...same(head, 0, 0),
    ...middle.map((line) => ({
      ...line,
      before: line.before === null ? null : line.before + head,
      now: line.now === null ? null : line.now + head,
    })),
    ...same(tail, old.length - tail, fresh.length - tail),
  ]
}

/** Leave out what is equal and farther than `around` lines from a change. */
export function withoutSame(lines: readonly DiffLine[], around = 3): DiffLine[] {
  const near = new Uint8Array(lines.length)
  lines.forEach((line, index) => {
    if (line.kind !== 'same') near.fill(1, Math.max(0, index - around), index + around + 1)
  })
  const gap: DiffLine = { kind: 'gap', before: null, now: null, text: '' }
  return lines.flatMap((line, index) => {
    if (near[index]) return [line]
    return near[index - 1] || index === 0 ? [gap] : []
  })
}

function linesOf(text: string): string[] {
  return text === '' ? [] : text.replace(/\n$/, '').split('\n')
}

function pairs(old: readonly string[], fresh: readonly string[]): DiffLine[] {
  if (old.length * fresh.length > MOST_PAIRS) return [...removedAll(old), ...addedAll(fresh)]
  const common = commonLengths(old, fresh)
  const lines: DiffLine[] = []
  let [i, j] = [0, 0]
  while (i < old.length && j < fresh.length) {
    if (old[i] === fresh[j]) lines.push({ kind: 'same', before: ++i, now: ++j, text: old[i - 1] ?? '' })
    else if (common(i + 1, j) >= common(i, j + 1))
      lines.push({ kind: 'removed', before: ++i, now: null, text: old[i - 1] ?? '' })
    else lines.push({ kind: 'added', before: null, now: ++j, text: fresh[j - 1] ?? '' })
  }
  return [...lines, ...removedAll(old.slice(i), i), ...addedAll(fresh.slice(j), j)]
}

/** How many lines the ends of two texts share in the same order, from any two lines on. */
function commonLengths(old: readonly string[], fresh: readonly string[]): (i: number, j: number) => number {
  const width = fresh.length + 1
  const lengths = new Uint32Array((old.length + 1) * width)
  const at = (i: number, j: number) => lengths[i * width + j] ?? 0
  for (let i = old.length - 1; i >= 0; i--)
    for (let j = fresh.length - 1; j >= 0; j--)
      lengths[i * width + j] = old[i] === fresh[j] ? at(i + 1, j + 1) + 1 : Math.max(at(i + 1, j), at(i, j + 1))
  return at
}

function removedAll(lines: readonly string[], from = 0): DiffLine[] {
  return lines.map((text, index) => ({ kind: 'removed', before: from + index + 1, now: null, text }))
}

function addedAll(lines: readonly string[], from = 0): DiffLine[] {
  return lines.map((text, index) => ({ kind: 'added', before: null, now: from + index + 1, text }))
}
