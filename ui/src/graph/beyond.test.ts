import { expect, test } from 'vitest'
import { sidesBeyond } from './beyond'

const ROOM = { width: 700, height: 500 }

test('a drawing that lies in the frame goes on nowhere', () => {
  expect(sidesBeyond({ x: 20, y: 20, width: 600, height: 400 }, ROOM)).toEqual([])
  expect(sidesBeyond({ x: -500, y: 0, width: 9000, height: 10 }, { width: 0, height: 0 })).toEqual([])
})

test('a drawing goes on beyond the edges that it crosses', () => {
  expect(sidesBeyond({ x: -300, y: 20, width: 1500, height: 400 }, ROOM)).toEqual(['left', 'right'])
  expect(sidesBeyond({ x: 20, y: -50, width: 100, height: 900 }, ROOM)).toEqual(['up', 'down'])
})
