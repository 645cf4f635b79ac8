import { expect, test } from 'vitest'
import { csvText } from './csv'

test('quotes what would break a row', () => {
  expect(
    csvText(
      ['a', 'b,c'],
      [
        ['x "y"', 'line\nbreak'],
        [1, null],
      ],
    ),
  ).toBe('a,"b,c"\r\n"x ""y""","line\nbreak"\r\n1,\r\n')
})

test('lets no cell become a formula', () => {
  expect(csvText(['a'], [['=HYPERLINK("x")'], ['@cmd'], ['-1.5e3'], ['-x']])).toBe(
    'a\r\n"\'=HYPERLINK(""x"")"\r\n\'@cmd\r\n-1.5e3\r\n\'-x\r\n',
  )
})

test('writes lists and objects as JSON', () => {
  expect(csvText(['a'], [[[1, 2]]])).toBe('a\r\n"[1,2]"\r\n')
})
