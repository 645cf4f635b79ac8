import { describe, expect, it } from 'vitest'
import { cliText, curlText, pythonProgram, type RunOrder } from './run-commands'

const ORDER: RunOrder = {
  server: 'http://127.0.0.1:8080',
  pipelineName: "it's; rm -rf /",
  documentPath: '/api/v1/pipelines/p/versions/v/document',
  isOfFile: false,
  name: "Ada's run",
  experiment: '',
  cache: 'off',
  failFast: false,
  needsToken: false,
  argumentsText: '{"text":"it\'s $HOME"}',
  requestText: '{"arguments":{"text":"it\'s $HOME"}}',
}

describe('commands that start a run', () => {
  it('quote what a shell would read otherwise', () => {
    expect(cliText(ORDER)).toContain(`printf %s '{"text":"it'\\''s $HOME"}' > arguments.json`)
    expect(cliText(ORDER)).toContain(
      "penstock run it-s-rm--rf-.yaml --server http://127.0.0.1:8080 --params arguments.json --name 'Ada'\\''s run' --no-cache",
    )
    expect(curlText(ORDER)).toContain(`-d '{"arguments":{"text":"it'\\''s $HOME"}}'`)
  })

  it('give Python the order as Python writes it', () => {
    expect(pythonProgram(ORDER)).toContain('order = {"arguments": {"text": "it\'s $HOME"}}\n')
  })

  it('leave the token where it is', () => {
    const order = { ...ORDER, needsToken: true }
    expect(curlText(order)).toContain('-H "authorization: Bearer $PENSTOCK_TOKEN"')
    expect(cliText(order)).toContain('-H "authorization: Bearer $PENSTOCK_TOKEN"')
    expect(pythonProgram(order)).toContain("os.environ['PENSTOCK_TOKEN']")
  })
})
