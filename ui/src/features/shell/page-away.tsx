import { useEffect } from 'react'
import { unreachable } from '@/api/problem'
import { ErrorState } from '@/components/ui/error-state'
import { basePath } from '@/lib/base-path'
import { usePage } from '@/lib/page'
import { readStored, writeStored } from '@/lib/storage'

const AGAIN = 2000
/** The server answers and the page still cannot be loaded: so soon after a reload, another one would not help. */
const SOON = 15_000
const RELOADED = 'reloaded'

/**
 * Stands for a page whose program could not be loaded: the server is away, or was replaced by another version. A browser
 * may remember that loading failed, so that all is loaded anew as soon as the server answers.
 */
export function PageAway() {
  usePage('Not loaded')
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout>
    const look = async () => {
      const isThere = await fetch(`${basePath()}/healthz`).then(
        (answer) => answer.ok,
        () => false,
      )
      if (isThere && Date.now() - readStored(RELOADED, 0) > SOON) reload()
      else timer = setTimeout(look, AGAIN)
    }
    void look()
    return () => clearTimeout(timer)
  }, [])
  return <ErrorState what="open this page" error={unreachable(null)} onRetry={reload} />
}

function reload(): void {
  writeStored(RELOADED, Date.now())
  window.location.reload()
}
