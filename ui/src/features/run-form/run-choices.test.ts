import { expect, test } from 'vitest'
import { readOptions, startingChoices } from './run-choices'

const fresh = startingChoices(null, '')

test('asks for nothing that was not chosen', () => {
  expect(readOptions(fresh)).toEqual({
    options: {
      name: '',
      description: '',
      experiment_id: '',
      tags: {},
      cache: 'on',
      parallelism: null,
      fail_fast: null,
    },
    errors: {},
  })
})

test('takes over experiment and tags of a run', () => {
  const run = {
    id: 'r',
    name: 'r',
    arguments: {},
    pipeline: { id: null, name: 'p', version_id: null },
    inputs_spec: [],
    experiment: { id: 'e', name: 'E' },
    tags: { team: 'vision', best: '' },
  }
  const { options } = readOptions(startingChoices(run, ''))
  expect([options.experiment_id, options.tags]).toEqual(['e', { team: 'vision', best: '' }])
  expect(readOptions(startingChoices(run, 'other')).options.experiment_id).toBe('other')
})

test('reads limits, and 0 as a limit of its own', () => {
  expect(readOptions({ ...fresh, parallelism: '0', failFast: 'no' }).options).toMatchObject({
    parallelism: 0,
    fail_fast: false,
  })
})

test('names what is wrong by its field', () => {
  expect(readOptions({ ...fresh, parallelism: '-1', tags: '=x' }).errors).toEqual({
    parallelism: expect.stringMatching(/whole number/),
    tags: expect.stringMatching(/needs a name/),
  })
})
