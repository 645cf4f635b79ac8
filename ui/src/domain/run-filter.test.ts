import { expect, test } from 'vitest'
import { completions } from './filter-completion'
import { parseFilter } from './run-filter'

const read = (text: string) => parseFilter(text).terms
const problem = (text: string) => parseFilter(text).problem

test('turns conditions into what the server is asked for', () => {
  expect(read('metrics.auc > 0.9 and params.model = "xgb"')).toMatchObject({
    metric: ['auc>0.9'],
    param: ['model="xgb"'],
  })
})

test('keeps the types of values', () => {
  const text = 'params.a = 3 AND params.b = "3" and params.c = true and params.d = null and params.e = xgb'
  expect(read(text)?.param).toEqual(['a=3', 'b="3"', 'c=true', 'd=null', 'e="xgb"'])
})

test('reads names with slashes, dashes and blanks', () => {
  expect(read('metrics.val/auc >= .5 and params."learning rate" == 1e-3 and tags.team-a = x')).toMatchObject({
    metric: ['val/auc>=.5'],
    param: ['learning rate=0.001'],
    tag: ['team-a:x'],
  })
})

test('reads states by their name or their word', () => {
  expect(read('state in (failed, Canceled, waiting)')?.state).toEqual(['FAILED', 'CANCELED', 'PENDING'])
  expect(read('state = running')?.state).toEqual(['RUNNING'])
})

test('reads names, pipelines and dates', () => {
  expect(read('name ~ "night" and pipeline = fraud and created > "2026-11-01T00:00:00Z"')).toMatchObject({
    q: 'night',
    pipeline: 'fraud',
    since: '2026-11-01T00:00:00.000Z',
  })
})

test('asks for everything with an empty filter', () => {
  expect(read('   ')).toMatchObject({ metric: [], param: [], state: [] })
})

test.each([
  ['metrics.auc > "high"', 14, 'A metric is compared with a number'],
  ['metrics.auc 0.9', 12, '> or >= or < or <= or = or != is expected here'],
  ['metrics. > 1', 0, 'The name after metrics. is missing'],
  ['params.a = 1 or params.a = 2', 13, 'or cannot be asked'],
  ['params.a = 1 params.b = 2', 13, 'Conditions are joined by and'],
  ['params.a = 1 and', 16, 'A condition is missing after and'],
  ['params.a = "x', 11, 'has no closing quote'],
  ['colour = red', 0, 'colour is no field; known: metrics.'],
  ['foo.bar = 1', 0, 'foo is no field'],
  ['state = sleepy', 8, 'sleepy is no state'],
  ['state in failed', 9, '( is expected after in'],
  ['created > yesterday', 10, 'A date in quotes is expected'],
  ['metrics.auc >', 13, 'A number is missing at the end'],
  ['params.a > 1', 9, '= is expected here'],
  ['; drop', 0, '; has no meaning here'],
])('says what is wrong with %s', (text, at, message) => {
  expect(problem(text)).toMatchObject({ at, message: expect.stringContaining(message) })
})

const names = { parameters: ['model', 'learning rate'], metrics: ['auc', 'val/loss'], tags: ['team'] }
const offered = (text: string) => completions(text, text.length, names).map((completion) => completion.text)

test('offers fields at the beginning and after and', () => {
  expect(offered('')).toEqual(
    expect.arrayContaining(['metrics.auc', 'params.model', 'params."learning rate"', 'state']),
  )
  expect(offered('metrics.auc > 0.9 and mod')).toEqual(['params.model'])
})

test('offers states after state, and after a value', () => {
  expect(offered('state = f')).toEqual(['failed'])
  expect(offered('state in (failed, can')).toEqual(expect.arrayContaining(['canceled']))
  expect(offered('metrics.auc > 0.9 ')).toEqual(['and'])
  expect(offered('metrics.auc > ')).toEqual([])
})

test('replaces the word that is being written', () => {
  expect(completions('metrics.a', 9, names)[0]).toEqual({ text: 'metrics.auc', from: 0 })
})
