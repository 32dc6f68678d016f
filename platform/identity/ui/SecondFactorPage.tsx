import { useQueryClient } from '@tanstack/react-query'
import { Button } from 'antd'
import { LanguageSwitch, Notice, ThemeSwitch, usePageTitle } from '#lib/ui'
import { useIdentityWords, useLogOut, useMe } from './me.ts'
import { SecondFactorSteps } from './SecondFactorSteps.tsx'
import './identity.css'

/** Stands before everything else while a role asks for a second factor that is not set up. */
export function SecondFactorPage({ onDone }: { readonly onDone: () => void }) {
  const t = useIdentityWords()
  const me = useMe()
  const logOut = useLogOut()
  const queries = useQueryClient()
  usePageTitle(t('factor.title'))
  return (
    <main className="id-main id-alone">
      <div className="id-switches">
        <LanguageSwitch />
        <ThemeSwitch />
      </div>
      <div className="id-card">
        <p className="id-city">{me?.account.name ?? '\u00a0'}</p>
        <h1>{t('factor.title')}</h1>
        <div className="id-alert">
          <Notice tone="info">{t('factor.due')}</Notice>
        </div>
        <SecondFactorSteps onDone={() => void queries.resetQueries().then(onDone)} />
        <Button type="link" onClick={logOut}>
          {t('logOut')}
        </Button>
      </div>
    </main>
  )
}
