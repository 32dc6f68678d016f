import { useQueryClient } from '@tanstack/react-query'
import { Button } from 'antd'
import type { ReactNode } from 'react'
import { LanguageSwitch, Notice, ThemeSwitch, usePageTitle } from '#lib/ui'
import { useIdentityWords, useLogOut, useMe } from './me.ts'
import './identity.css'

/** What stands before everything else until it is done: why, what is to be done, and the way out. */
export function DueFrame({
  title,
  why,
  onDone,
  children,
}: {
  readonly title: string
  readonly why: string
  readonly onDone: () => void
  /** gets what it calls when it is done */
  readonly children: (done: () => void) => ReactNode
}) {
  const t = useIdentityWords()
  const me = useMe()
  const logOut = useLogOut()
  const queries = useQueryClient()
  usePageTitle(title)
  return (
    <main className="id-main id-alone">
      <div className="id-switches">
        <LanguageSwitch />
        <ThemeSwitch />
      </div>
      <div className="id-card">
        <p className="id-city">{me?.account.name ?? '\u00a0'}</p>
        <h1>{title}</h1>
        <div className="id-alert">
          <Notice tone="info">{why}</Notice>
        </div>
        {children(() => void queries.resetQueries().then(onDone))}
        <Button type="link" className="id-out" onClick={logOut}>
          {t('logOut')}
        </Button>
      </div>
    </main>
  )
}
