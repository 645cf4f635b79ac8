import { QueryClientProvider } from '@tanstack/react-query'
import { RouterProvider } from '@tanstack/react-router'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { TooltipProvider } from '@/components/ui/tooltip'
import { basePath } from '@/lib/base-path'
import { createQueryClient } from '@/lib/query-client'
import { addressOfHash } from '@/routes/kfp-links'
import { askToSignIn, createAppRouter } from '@/routes/tree'
import '@/styles/app.css'

const place = addressOfHash(window.location.hash)
if (place !== null) window.history.replaceState(null, '', basePath() + place)

const queryClient = createQueryClient(() => askToSignIn(router))
const router = createAppRouter({ queryClient, basepath: basePath() || '/' })
const root = document.getElementById('root')
if (root === null) throw new Error('The page has no element "root"')
createRoot(root).render(
  <StrictMode>
    <QueryClientProvider client={queryClient}>
      <TooltipProvider delayDuration={400}>
        <RouterProvider router={router} />
      </TooltipProvider>
    </QueryClientProvider>
  </StrictMode>,
)
