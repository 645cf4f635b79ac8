import { render, screen } from '@testing-library/react'
import { expect, test, vi } from 'vitest'
import type { ForeseenTask, RunForecast } from '@/api/new-run'
import { Forecast } from './forecast'

vi.mock('@tanstack/react-router', () => ({
  Link: ({ to, children }: { to: string; children: string }) => <a href={to}>{children}</a>,
}))

function task(name: string, part: Partial<ForeseenTask>): ForeseenTask {
  return { path: `root/${name}`, name, is_group: false, decision: 'runs', why: '', source_run_id: null, ...part }
}

function forecast(part: Partial<RunForecast>): RunForecast {
  return { tasks: [], counts: {}, is_whole: true, ...part }
}

test('says how much comes from the cache, and from where', () => {
  render(
    <Forecast
      forecast={forecast({
        counts: { reused: 1, runs: 1 },
        tasks: [
          task('loop', { is_group: true }),
          task('load', { decision: 'reused', source_run_id: 'r1' }),
          task('train', { why: 'Another argument: rate' }),
        ],
      })}
    />,
  )
  expect(screen.getByRole('heading').textContent).toBe('1 of 2 tasks come from the cache')
  expect(screen.getByRole('link').getAttribute('href')).toBe('/runs/r1')
  expect(screen.getByText('Another argument: rate')).toBeDefined()
  expect(screen.queryByText('loop')).toBeNull()
})

test('says that not all was looked at', () => {
  render(<Forecast forecast={forecast({ counts: { unknown: 3 }, is_whole: false })} />)
  expect(screen.getByRole('heading').textContent).toBe('Nothing comes from the cache')
  expect(screen.getByText(/Not all was looked at/)).toBeDefined()
})
