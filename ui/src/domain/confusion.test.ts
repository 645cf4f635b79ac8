import { expect, test } from 'vitest'
import { accuracy, classScores, difference, normalized, total } from './confusion'

const confusion = {
  labels: ['cat', 'dog'],
  matrix: [
    [8, 2],
    [1, 9],
  ],
}

test('normalizes rows', () => {
  expect(normalized(confusion).matrix).toEqual([
    [0.8, 0.2],
    [0.1, 0.9],
  ])
})

test('leaves a class without examples at zero', () => {
  expect(normalized({ labels: ['a', 'b'], matrix: [[0, 0], []] }).matrix).toEqual([
    [0, 0],
    [0, 0],
  ])
})

test('counts and scores', () => {
  expect(total(confusion)).toBe(20)
  expect(accuracy(confusion)).toBe(0.85)
  expect(accuracy({ labels: [], matrix: [] })).toBeNull()
  const [cat] = classScores(confusion)
  expect(cat).toMatchObject({ label: 'cat', support: 10, recall: 0.8 })
  expect(cat?.precision).toBeCloseTo(8 / 9)
  expect(cat?.f1).toBeCloseTo(16 / 19)
})

test('tells how two matrices of the same classes differ', () => {
  const base = { ...confusion, matrix: [[7, 3], [1, 9]] } // biome-ignore format: a matrix
  expect(difference(confusion, base)?.matrix).toEqual([
    [1, -1],
    [0, 0],
  ])
  expect(difference(confusion, { labels: ['dog', 'cat'], matrix: [] })).toBeNull()
})
