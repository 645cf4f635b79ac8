import { expect, test } from 'vitest'
import { readLoginSearch } from './login-search'

test.each(['/runs/1?tab=logs', '/', '/compare?runs=a,b'])('goes back to %s', (to) => {
  expect(readLoginSearch({ to })).toEqual({ to })
})

test.each(['https://elsewhere.example/', '//elsewhere.example', '/\\elsewhere.example', 'javascript:1', '/login', ''])(
  'goes nowhere for %s',
  (to) => {
    expect(readLoginSearch({ to })).toEqual({})
  },
)
