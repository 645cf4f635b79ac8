import { expect, test } from 'vitest'
import { diffTexts, parseUnified, withoutSame } from './diff-lines'

const signs = { same: ' ', added: '+', removed: '-', gap: '…' }
const shown = (lines: ReturnType<typeof diffTexts>) => lines.map(({ kind, text }) => signs[kind] + text)

test('reads a unified diff with the numbers of its lines', () => {
  const lines = parseUnified('--- v1\n+++ v2\n@@ -3,3 +3,3 @@\n a\n-b\n+c\n d\n')
  expect(lines.slice(1)).toEqual([
    { kind: 'same', before: 3, now: 3, text: 'a' },
    { kind: 'removed', before: 4, now: null, text: 'b' },
    { kind: 'added', before: null, now: 4, text: 'c' },
    { kind: 'same', before: 5, now: 5, text: 'd' },
  ])
})

test('does not take lines that begin with signs for a head', () => {
  expect(shown(parseUnified('--- v1\n+++ v2\n@@ -1 +1 @@\n--- x\n+++ y\n'))).toEqual(['--- x', '+++ y'])
})

test('finds the lines that two texts share', () => {
  expect(shown(diffTexts('a\nb\nc\nd\n', 'a\nc\nx\nd\n'))).toEqual([' a', '-b', ' c', '+x', ' d'])
  expect(shown(diffTexts('', 'a'))).toEqual(['+a'])
  expect(shown(diffTexts('a', 'a'))).toEqual([' a'])
})

test('numbers lines as they stand in their own text', () => {
  const lines = diffTexts('a\nb\nc', 'z\na\nc')
  expect(lines.map(({ before, now }) => [before, now])).toEqual([
    [null, 1],
    [1, 2],
    [2, null],
    [3, 3],
  ])
})

test('takes texts without anything in common as other as a whole', () => {
  const many = (word: string) => Array.from({ length: 3000 }, (_, index) => `${word}${index}`).join('\n')
  const lines = diffTexts(many('a'), many('b'))
  expect(lines).toHaveLength(6000)
  expect(lines.filter((line) => line.kind === 'added')).toHaveLength(3000)
})

test('leaves out what is equal and far from a change', () => {
  const before = Array.from({ length: 20 }, (_, index) => String(index)).join('\n')
  expect(shown(withoutSame(diffTexts(before, before.replace('\n10\n', '\nten\n')), 1))).toEqual([
    '…',
    ' 9',
    '-10',
    '+ten',
    ' 11',
    '…',
  ])
})
