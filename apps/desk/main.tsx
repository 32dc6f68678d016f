import { RouterProvider } from '@tanstack/react-router'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { createQueryClient, onSessionLost, UiProvider } from '#lib/ui'
import { createDeskRouter } from './router.tsx'
import './desk.css'

const queries = createQueryClient()
const router = createDeskRouter(queries)

onSessionLost((end) => {
  const { pathname, href } = router.state.location
  if (pathname === '/login') return
  // Before the first answer nobody was here whose session could be over.
  const wasHere = router.state.resolvedLocation !== undefined
  void router.navigate({
    to: '/login',
    search: end === 'left' ? {} : { back: href, ...(wasHere ? { over: '1' } : {}) },
  })
  queries.clear()
})

createRoot(document.getElementById('root')!).render(
  <StrictMode>
    <UiProvider queries={queries}>
      <RouterProvider router={router} />
    </UiProvider>
  </StrictMode>,
)
