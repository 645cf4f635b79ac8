import { expect, test } from 'vitest'
import { parseFilter } from '@/domain/run-filter'
import { filterWords, readRunSearch, runQuery } from './run-search'

const NOW = Date.parse('2026-11-27T12:00:00Z')

test('reads an address and asks the server for it', () => {
  const search = readRunSearch({
    state: ['FAILED', 'RUNNING'],
    since: '24h',
    cols: 'param:lr,metric:auc',
    tag: 'team:a',
  })
  expect(runQuery(search, null, NOW)).toEqual({
    state: ['FAILED', 'RUNNING'],
    since: '2026-11-26T12:00:00.000Z',
    tag: ['team:a'],
    sort: '-created_at',
    column: ['param:lr', 'metric:auc'],
  })
})

test('states of an address are read however they are written, and what is no state is left out', () => {
  expect(readRunSearch({ state: 'failed' }).state).toEqual(['FAILED'])
  expect(readRunSearch({ state: ['Running', 'lost', 'FAILED'] }).state).toEqual(['RUNNING', 'FAILED'])
  expect(readRunSearch({ state: 'lost' }).state).toBeUndefined()
})

test('joins chips and the written filter', () => {
  const { terms } = parseFilter('metrics.auc > 0.9 and state = failed')
  expect(runQuery({ state: ['RUNNING'] }, terms, NOW)).toMatchObject({
    state: ['RUNNING', 'FAILED'],
    metric: ['auc>0.9'],
  })
})

test('asks for an upload by its id, and for everything of a name by the name', () => {
  const id = '2a022d70-27a3-4efa-be2f-acf1ed899f21'
  expect(runQuery({ pipeline: id }, null, NOW)).toMatchObject({ pipeline_id: id })
  expect(runQuery({ pipeline: 'train' }, null, NOW)).toMatchObject({ pipeline: 'train' })
})

test('drops what an address may not say', () => {
  expect(readRunSearch({ since: 'ever', archived: 'yes', q: '' })).toEqual({})
})

test('says which filters hide rows', () => {
  expect(filterWords({ state: ['FAILED'], since: '7d' })).toEqual(['state: failed', 'last 7d'])
})
