import { render, screen } from '@testing-library/react'
import { expect, it } from 'vitest'
import type { RunTasks } from '@/api/run'
import { Announcement } from './announcement'

const at = (state: string): RunTasks =>
  ({ run: { name: 'train', state, failure: state === 'FAILED' ? { message: 'no disk' } : null } }) as RunTasks

it('is said when the state changes, and not before', () => {
  const { rerender } = render(<Announcement tasks={at('RUNNING')} />)
  expect(screen.queryByText(/Run train/)).toBeNull()
  rerender(<Announcement tasks={at('FAILED')} />)
  expect(screen.getByText('Run train: failed. no disk')).toBeTruthy()
})
