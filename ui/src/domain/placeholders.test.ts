import { describe, expect, it } from 'vitest'
import { functionOf, placeholdersOf, shellText } from './placeholders'

describe('the words of a command', () => {
  it('say which inputs and outputs they stand for', () => {
    expect(placeholdersOf("--lr={{$.inputs.parameters['lr']}}")).toEqual([{ kind: 'input', name: 'lr' }])
    expect(placeholdersOf("{{$.inputs.artifacts['a'].path}}:{{$.inputs.artifacts['a'].uri}}")).toHaveLength(1)
    expect(placeholdersOf("{{$.outputs.artifacts['model'].path}}")).toEqual([{ kind: 'output', name: 'model' }])
    expect(placeholdersOf('{{$}}')).toEqual([])
  })

  it('name the function of a Python component', () => {
    expect(functionOf(['sh', '--function_to_execute', 'train'])).toBe('train')
    expect(functionOf(['python', '-m', 'train'])).toBeNull()
  })

  it('are one line for a shell', () => {
    expect(shellText(['echo', "it's", 'a b', '--x=1', ''])).toBe("echo 'it'\\''s' 'a b' --x=1 ''")
  })
})
