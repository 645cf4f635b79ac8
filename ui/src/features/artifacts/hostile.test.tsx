import { render, screen } from '@testing-library/react'
import { expect, test } from 'vitest'
import { JsonTree } from './json-tree'
import { MarkdownView } from './markdown-view'

const HOSTILE = `# Report

<script>window.hacked = 1</script>
<img src=x onerror="window.hacked = 1">
<iframe src="javascript:window.hacked = 1"></iframe>

[click](javascript:alert(1)) ![pixel](https://elsewhere.example/pixel.png)`

test('shows Markdown without anything of it that could run or be fetched', () => {
  const { container } = render(<MarkdownView text={HOSTILE} />)
  expect(screen.getByRole('heading', { name: 'Report' })).toBeTruthy()
  expect(container.querySelectorAll('script, iframe, img, [onerror]')).toHaveLength(0)
  expect(screen.getByText('click').getAttribute('href') ?? '').not.toContain('javascript')
})

test('shows markup in JSON as text', () => {
  const { container } = render(<JsonTree value={{ '<b>key</b>': '<script>alert(1)</script>' }} />)
  expect(container.querySelectorAll('script, b')).toHaveLength(0)
  expect(container.textContent).toContain('<script>alert(1)</script>')
})

test('opens the upper levels of a tree and counts what lies in them', () => {
  const { container } = render(<JsonTree value={{ layers: [64, 32], deep: { deeper: { deepest: 1 } } }} />)
  expect([...container.querySelectorAll('details')].map((part) => part.open)).toEqual([true, true, true, false])
  expect(container.textContent).toContain('layers: [2]')
})
