import { expect, test } from 'vitest'
import { shownName } from './artifacts-tab'

test('an artifact is called after its task, as people call it', () => {
  const names = new Map([['root/for-loop-1/train', 'Train it']])
  expect(shownName('for-loop-1/train.model', names)).toBe('Train it · model')
  expect(shownName('elsewhere.model', names)).toBe('elsewhere.model')
})
