import { render } from '@testing-library/react'
import { expect, it } from 'vitest'
import { AnsiLine } from './ansi-line'

it('shows what a task printed as text, whatever it holds', () => {
  const { container } = render(<AnsiLine text={'\u001b[31m<img src=x onerror=alert(1)>\u001b[0m <script>1</script>'} />)
  expect(container.querySelector('img, script')).toBeNull()
  expect(container.textContent).toBe('<img src=x onerror=alert(1)> <script>1</script>')
})

it('shows of a progress bar only its end', () => {
  const { container } = render(<AnsiLine text={'10 %\r50 %\r100 %'} />)
  expect(container.textContent).toBe('100 %')
})
