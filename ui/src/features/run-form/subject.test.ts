import { expect, test } from 'vitest'
import type { FormRun } from '@/api/new-run'
import { chosenVersion } from './subject'

const VERSIONS = [{ id: 'v2' }, { id: 'v1' }]
const run = (version: string | null) => ({ pipeline: { id: 'p', name: 'p', version_id: version } }) as FormRun

test('takes the version that the address names, else the newest', () => {
  expect(chosenVersion({ pipeline: 'p', version: 'v1' }, undefined, VERSIONS)).toEqual({
    version: 'v1',
    isOfRun: false,
  })
  expect(chosenVersion({ pipeline: 'p' }, undefined, VERSIONS)).toEqual({ version: 'v2', isOfRun: false })
  expect(chosenVersion({ pipeline: 'p', version: 'gone' }, undefined, VERSIONS).version).toBe('v2')
})

test('takes the version of the run that is taken over', () => {
  expect(chosenVersion({ from: 'r' }, run('v1'), VERSIONS)).toEqual({ version: 'v1', isOfRun: false })
  expect(chosenVersion({ from: 'r', pipeline: 'p' }, run('v1'), VERSIONS).version).toBe('v2')
})

test('takes the file of a run whose version there is not, or never was', () => {
  expect(chosenVersion({ from: 'r' }, run('gone'), VERSIONS)).toEqual({ version: undefined, isOfRun: true })
  expect(chosenVersion({ from: 'r' }, run(null), [])).toEqual({ version: undefined, isOfRun: true })
})

test('knows nothing before the run is read', () => {
  expect(chosenVersion({ from: 'r' }, undefined, [])).toEqual({ version: undefined, isOfRun: false })
})
