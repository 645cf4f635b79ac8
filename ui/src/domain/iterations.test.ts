import { describe, expect, it } from 'vitest'
import { failureText, isWithin, iterationsOf, iterationText, nodeOf, pathWithin, placeName } from './iterations'

describe('the iterations that are looked at', () => {
  it('are those that a path names', () => {
    expect(iterationsOf('root/a[0]/b[12]/c')).toEqual(['root/a[0]', 'root/a[0]/b[12]'])
    expect(iterationsOf('root/c')).toEqual([])
    expect(nodeOf('root/a[0]/b[12]/c')).toBe('root/a/b/c')
  })

  it('leave out the other iterations of their loops, and nothing else', () => {
    const chosen = iterationsOf('root/a[1]')
    expect(isWithin('root/a[1]/c', chosen)).toBe(true)
    expect(isWithin('root/a[1]', chosen)).toBe(true)
    expect(isWithin('root/a[10]/c', chosen)).toBe(false)
    expect(isWithin('root/a', chosen)).toBe(true)
    expect(isWithin('root/z[0]', chosen)).toBe(true)
  })

  it('stay chosen when another node of the loop is gone to', () => {
    const chosen = iterationsOf('root/a[1]/b[2]/c')
    expect(pathWithin('root/a/b/d', chosen)).toBe('root/a[1]/b[2]/d')
    expect(pathWithin('root/a/e', chosen)).toBe('root/a[1]/e')
    expect(pathWithin('root/z', chosen)).toBe('root/z')
  })

  it('are let go when the loop itself is gone to', () => {
    expect(pathWithin('root/a', iterationsOf('root/a[1]/c'))).toBe('root/a')
  })

  it('are counted from one, and stand behind the name of a task', () => {
    expect(iterationText('root/a[0]/b[1]/c')).toBe('1.2')
    expect(placeName('c', 'root/a[0]/c')).toBe('c #1')
    expect(placeName('c', 'root/c')).toBe('c')
  })
})

it('names the task that failed as people call it', () => {
  expect(failureText('root/exit-handler-1/folds[1]/train: no: never')).toBe('train #2: no: never')
  expect(failureText('root/check: too low')).toBe('check: too low')
  expect(failureText('The driver was lost')).toBe('The driver was lost')
})
