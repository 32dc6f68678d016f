import { Button, Spin } from 'antd'
import { Link, type ErrorComponentProps } from '@tanstack/react-router'
import { EmptyState, ErrorState, Refused, usePageTitle } from '#lib/ui'
import { useDeskWords } from './words.ts'

/** Shown while a page’s program is on its way. */
export function LoadingPage() {
  return (
    <div className="desk-middle">
      <Spin delay={300} />
    </div>
  )
}

export function NotFoundPage() {
  const t = useDeskWords()
  usePageTitle(t('notFound.title'))
  return (
    <div className="desk-middle">
      <EmptyState
        title={t('notFound.title')}
        hint={t('notFound.hint')}
        action={<Link to="/cases">{t('notFound.back')}</Link>}
      />
    </div>
  )
}

/** After a release the old page asks for program files that are gone: that is no fault, only a reload is needed. */
function isStale(error: unknown): boolean {
  return error instanceof Error && /dynamically imported module|module script failed/i.test(error.message)
}

/** Where an error of a page ends: the shell stays, the person learns what to do. */
export function BrokenPage({ error, reset }: ErrorComponentProps) {
  const t = useDeskWords()
  const words = isStale(error) ? 'stale' : 'broken'
  usePageTitle(t(`${words}.title`))
  if (error instanceof Refused) return <ErrorState failure={error} onRetry={reset} />
  return (
    <div className="desk-middle" role="alert">
      <EmptyState
        title={t(`${words}.title`)}
        hint={t(`${words}.hint`)}
        action={
          <Button type="primary" onClick={() => location.reload()}>
            {t('broken.reload')}
          </Button>
        }
      />
    </div>
  )
}
