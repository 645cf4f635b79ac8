import { render, screen } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { expect, test } from 'vitest'
import { TooltipProvider } from '@/components/ui/tooltip'
import { GalleriesTogether, Gallery, isPicture } from './gallery'

const PICTURES = ['step-0.png', 'step-1.png', 'step-2.png'].map((name) => ({ name, address: `/content/${name}` }))

test('pictures are walked through one by one, and not beyond the last', async () => {
  render(<Gallery pictures={PICTURES} />, { wrapper: TooltipProvider })
  const next = screen.getByRole('button', { name: 'The next picture' })
  const isOff = (name: string) => (screen.getByRole('button', { name }) as HTMLButtonElement).disabled
  expect(isOff('The picture before')).toBe(true)
  await userEvent.click(next)
  await userEvent.click(next)
  expect(screen.getByRole('img', { name: 'step-2.png' }).getAttribute('src')).toBe('/content/step-2.png')
  expect(screen.getByText('3 of 3')).toBeTruthy()
  expect(isOff('The next picture')).toBe(true)
})

test('galleries beside each other turn together, by the name of the picture where both have it', async () => {
  const others = [...PICTURES.slice(1), { name: 'step-9.png', address: '/other/step-9.png' }]
  render(
    <TooltipProvider>
      <GalleriesTogether>
        <Gallery pictures={PICTURES} />
        <Gallery pictures={others} />
      </GalleriesTogether>
    </TooltipProvider>,
  )
  const [next, otherNext] = screen.getAllByRole('button', { name: 'The next picture' })
  if (!next || !otherNext) throw new Error('there are two galleries')
  await userEvent.click(next)
  expect(screen.getAllByRole('img', { name: 'step-1.png' })).toHaveLength(2)
  expect(screen.getByText('2 of 3')).toBeTruthy()
  expect(screen.getByText('1 of 3')).toBeTruthy()
  await userEvent.click(otherNext)
  await userEvent.click(otherNext)
  expect(screen.getAllByText('3 of 3')).toHaveLength(2)
  expect(screen.getByRole('img', { name: 'step-9.png' })).toBeTruthy()
})

test('a picture is known by its name', () => {
  expect(['a.png', 'b.JPEG', 'c.svg'].every(isPicture)).toBe(true)
  expect(['a.txt', 'png', 'b.png.zip'].some(isPicture)).toBe(false)
})
