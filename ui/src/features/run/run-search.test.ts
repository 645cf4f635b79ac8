import { describe, expect, it } from 'vitest'
import { openGroups, openText, readRunPageSearch } from './run-search'

describe('the address of a run', () => {
  it('says what is selected, and nothing of what is unknown', () => {
    const search = { view: 'logs', task: 'root/a[2]/b', panel: 'events', attempt: '2', line: '7', tab: 'graph', x: '1' }
    expect(readRunPageSearch(search)).toEqual({
      view: 'logs',
      task: 'root/a[2]/b',
      panel: 'events',
      attempt: 2,
      line: 7,
    })
    expect(readRunPageSearch({ view: 'nowhere', attempt: 'two' })).toEqual({})
  })

  it('says which groups are open, also that none is', () => {
    expect(openGroups(undefined)).toBeNull()
    expect(openGroups(openText(new Set()))).toEqual(new Set())
    expect(openGroups(openText(new Set(['root/b', 'root/a'])))).toEqual(new Set(['root/a', 'root/b']))
  })
})
