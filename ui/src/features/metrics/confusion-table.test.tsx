import { render, screen } from '@testing-library/react'
import { expect, test } from 'vitest'
import { ConfusionTable } from './confusion-table'

const confusion = {
  labels: ['cat', 'dog'],
  matrix: [
    [8, 2],
    [1, 9],
  ],
}
const cells = () => screen.getAllByRole('cell').map((item) => item.textContent)

test('shows counts, each with its classes in its title', () => {
  render(<ConfusionTable confusion={confusion} caption="Matrix" isNormalized={false} />)
  expect(cells()).toEqual(expect.arrayContaining(['8', '2', '1', '9']))
  expect(screen.getByTitle('cat taken for dog: 2').textContent).toBe('2')
})

test('shows shares of each row', () => {
  render(<ConfusionTable confusion={confusion} caption="Matrix" isNormalized />)
  expect(cells()).toEqual(expect.arrayContaining(['80 %', '20 %', '10 %', '90 %']))
})

test('shows how it differs from a baseline', () => {
  const base = { labels: ['cat', 'dog'], matrix: [[7, 3], [1, 9]] } // biome-ignore format: a matrix
  render(<ConfusionTable confusion={confusion} caption="Matrix" isNormalized={false} base={base} />)
  expect(cells()).toEqual(expect.arrayContaining(['+1', '−1', '±0']))
})
