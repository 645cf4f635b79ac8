import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { type FormEvent, useEffect, useMemo, useState } from 'react'
import { ApiError } from '@/api/problem'
import { signIn, strangerOptions } from '@/api/server'
import { Button } from '@/components/ui/button'
import { Field, Input } from '@/components/ui/field'
import { Mark } from '@/features/shell/mark'
import { usePage } from '@/lib/page'
import { readLoginSearch } from './login-search'

/** Where a browser shows the token of the server; then it is back where it was. */
export function LoginPage() {
  usePage('Sign in')
  const raw: Record<string, unknown> = useSearch({ strict: false })
  const { to = '/' } = useMemo(() => readLoginSearch(raw), [raw])
  const navigate = useNavigate()
  const client = useQueryClient()
  const [token, setToken] = useState('')
  const isLetIn = useQuery(strangerOptions()).data === false
  useEffect(() => {
    if (isLetIn) void navigate({ to: to as string, replace: true })
  }, [isLetIn, navigate, to])
  const start = useMutation({
    mutationFn: () => signIn(token.trim()),
    onSuccess: () => {
      client.clear() // what was refused before is asked for anew
      void navigate({ to: to as string, replace: true })
    },
  })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (token.trim() && !start.isPending) start.mutate()
  }
  return (
    <main className="flex h-full items-center justify-center bg-canvas p-6">
      <form
        onSubmit={submit}
        className="flex w-full max-w-sm flex-col gap-5 rounded-card border border-border bg-surface p-6 shadow-card"
      >
        <div className="flex items-center gap-2 font-semibold text-section">
          <Mark /> Penstock
        </div>
        <h1 className="font-semibold text-title">Sign in</h1>
        <Field
          label="Token"
          help="The server was started with it, in PENSTOCK_TOKEN. This browser stays signed in until it signs out or the token changes."
          error={start.error ? wordsOf(start.error) : undefined}
        >
          {(ids) => (
            <Input
              {...ids}
              autoFocus
              type="password"
              autoComplete="current-password"
              spellCheck={false}
              value={token}
              onChange={(event) => setToken(event.target.value)}
            />
          )}
        </Field>
        <Button type="submit" variant="primary" disabled={!token.trim() || start.isPending}>
          {start.isPending ? 'Signing in…' : 'Sign in'}
        </Button>
      </form>
    </main>
  )
}

function wordsOf(error: Error): string {
  return error instanceof ApiError && error.status !== 401 && error.hint
    ? `${error.message}. ${error.hint}`
    : error.message
}
