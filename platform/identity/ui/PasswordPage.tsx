import { useQueryClient } from '@tanstack/react-query'
import { Button } from 'antd'
import { LanguageSwitch, Notice, ThemeSwitch, usePageTitle } from '#lib/ui'
import { useIdentityWords, useLogOut, useMe } from './me.ts'
import { PasswordForm } from './PasswordForm.tsx'
import './identity.css'

/** Stands before everything else while the password must be changed. */
export function PasswordPage({ onDone }: { readonly onDone: () => void }) {
  const t = useIdentityWords()
  const me = useMe()
  const logOut = useLogOut()
  const queries = useQueryClient()
  usePageTitle(t('due.title'))
  return (
    <main className="id-main id-alone">
      <div className="id-switches">
        <LanguageSwitch />
        <ThemeSwitch />
      </div>
      <div className="id-card">
        <p className="id-city">{me?.account.name ?? '\u00a0'}</p>
        <h1>{t('due.title')}</h1>
        <div className="id-alert">
          <Notice tone="info">{t(me?.passwordDue === 'expired' ? 'due.expired' : 'due.given')}</Notice>
        </div>
        <PasswordForm onDone={() => void queries.resetQueries().then(onDone)} />
        <Button type="link" onClick={logOut}>
          {t('logOut')}
        </Button>
      </div>
    </main>
  )
}
