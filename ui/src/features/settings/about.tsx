import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { LogOut } from 'lucide-react'
import type { ReactNode } from 'react'
import { descriptionAddress, type ServerFacts, serverOptions, signOut } from '@/api/server'
import { Button } from '@/components/ui/button'
import { CopyButton } from '@/components/ui/code-block'
import { ErrorState } from '@/components/ui/error-state'
import { Skeleton } from '@/components/ui/skeleton'
import { Time } from '@/components/ui/time'
import { basePath } from '@/lib/base-path'
import { toast } from '@/lib/toast'

/** What the server is, and the way out where it asks for a token. */
export function About() {
  const server = useQuery(serverOptions())
  return (
    <section aria-labelledby="about" className="flex flex-col gap-3 border-border border-t pt-6">
      <h2 id="about" className="font-semibold text-section">
        About
      </h2>
      {server.isPending && <Skeleton className="h-24" />}
      {server.isError && (
        <ErrorState what="ask the server" error={server.error} onRetry={() => void server.refetch()} />
      )}
      {server.data && <Facts server={server.data} />}
      {server.data?.is_guarded && <SignOut />}
    </section>
  )
}

function Facts({ server }: { server: ServerFacts }) {
  return (
    <dl className="flex flex-col">
      <Fact name="Version">{server.version}</Fact>
      <Fact name="Home">
        <code className="min-w-0 break-all font-mono text-mono">{server.home}</code>
        {server.home && <CopyButton text={server.home} label="Copy the path of the home" />}
      </Fact>
      <Fact name="Tasks run by">{server.launcher}</Fact>
      <Fact name="Commands of container components">
        {server.host_commands ? 'may run on the server’s machine' : 'do not run on the server’s machine'}
      </Fact>
      <Fact name="Running since">
        <Time at={server.started_at ?? null} />
      </Fact>
      <Fact name="API">
        <a href={descriptionAddress()} className="rounded-chip text-accent hover:underline">
          OpenAPI description
        </a>
      </Fact>
      <Fact name="Licenses">
        <a href={`${basePath()}/licenses.md`} className="rounded-chip text-accent hover:underline">
          Packages and fonts of these pages
        </a>
      </Fact>
    </dl>
  )
}

function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div className="flex min-h-8 items-center gap-4">
      <dt className="w-48 shrink-0 text-ink-3">{name}</dt>
      <dd className="flex min-w-0 items-center gap-1.5">{children}</dd>
    </div>
  )
}

function SignOut() {
  const client = useQueryClient()
  const navigate = useNavigate()
  const leave = useMutation({
    mutationFn: signOut,
    onSuccess: async () => {
      await navigate({ to: '/login' })
      client.clear()
    },
    onError: (error) => toast.error(error.message),
  })
  return (
    <Button className="self-start" disabled={leave.isPending} onClick={() => leave.mutate()}>
      <LogOut size={14} aria-hidden /> Sign out
    </Button>
  )
}
