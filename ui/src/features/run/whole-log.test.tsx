import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { render, screen } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { describe, expect, it } from 'vitest'
import { TooltipProvider } from '@/components/ui/tooltip'
import { WholeLog } from './whole-log'

const TEXT = [
  'INFO begin',
  '{"level": "debug", "message": "saved", "step": 3}',
  'WARNING low',
  'Traceback (most recent call last):',
  '  File "a.py", line 1, in f',
  "KeyError: 'x'",
  '',
].join('\n')

function show() {
  const look = {
    isWrapped: false,
    setIsWrapped: () => {},
    time: 'written' as const,
    setTime: () => {},
    isFull: false,
    setIsFull: () => {},
  }
  const place = { run: 'r', path: 'root/a', attempt: 1 }
  render(
    <QueryClientProvider client={new QueryClient()}>
      <TooltipProvider>
        <WholeLog
          {...{ place, look, text: TEXT, attemptId: null, isGrowing: false, onLine: () => {} }}
          hasFailed={false}
          line={undefined}
        />
      </TooltipProvider>
    </QueryClientProvider>,
  )
}

describe('a log that was read whole', () => {
  it('counts the lines of each level', () => {
    show()
    for (const name of ['1 error', '1 warning', '1 info', '1 debug']) screen.getByRole('button', { name })
  })

  it('counts what an expression finds', async () => {
    show()
    await userEvent.type(screen.getByRole('searchbox'), '/^(INFO|WARNING)/{Enter}')
    expect(screen.getByRole('status').textContent).toBe('2')
    await userEvent.clear(screen.getByRole('searchbox'))
    await userEvent.type(screen.getByRole('searchbox'), '/(/{Enter}')
    expect(screen.getByRole('status').textContent).toBe('no expression')
  })
})
