import { useQueryClient } from '@tanstack/react-query'
import { Button } from 'antd'
import { ErrorState, FailureAlert, keyOf, Notice, PageHeader, TimeText, useCommand, useRead, useSay } from '#lib/ui'
import { endOwnSessions, listOwnSessions, type Me } from '../contract.ts'
import { useIdentityWords, useMe, useSwitchPost } from './me.ts'
import { PasswordForm } from './PasswordForm.tsx'
import { OwnPhone } from './Phones.tsx'
import { SecondFactor } from './SecondFactor.tsx'
import { SessionTable } from './SessionTable.tsx'
import { StandIns } from './StandIns.tsx'
import './accounts.css'

/** One's own account: posts, stand-ins, password, sessions. */
export function AccountPage() {
  const t = useIdentityWords()
  const me = useMe()
  if (me === undefined) return null
  return (
    <div className="id-page">
      <PageHeader
        title={t('own.title')}
        aside={
          <span className="yw-quiet">
            {me.account.name} · {me.account.username}
          </span>
        }
      />
      <div className="id-columns">
        <div>
          <Posts me={me} />
          <StandIns me={me} />
          <Sessions />
        </div>
        <div>
          <section className="id-section">
            <h2>{t('change.title')}</h2>
            <PasswordForm />
          </section>
          <section className="id-section">
            <h2>{t('factor.title')}</h2>
            <SecondFactor />
          </section>
          <section className="id-section">
            <h2>{t('phone.label')}</h2>
            <OwnPhone />
          </section>
        </div>
      </div>
    </div>
  )
}

function Posts({ me }: { readonly me: Me }) {
  const t = useIdentityWords()
  const say = useSay()
  const change = useSwitchPost()
  return (
    <section className="id-section">
      <h2>{t('own.posts')}</h2>
      {change.failure === null ? null : <FailureAlert failure={change.failure} />}
      <table className="id-table" aria-label={t('own.posts')}>
        <tbody>
          {me.posts.map((post) => (
            <tr key={post.id}>
              <td>
                <b>{say(post.roleName)}</b>
                {post.standsInFor === null ? null : (
                  <span className="id-tag">{t('menu.standIn', { name: post.standsInFor })}</span>
                )}
              </td>
              <td>{post.unit.name}</td>
              <td className="yw-quiet">
                {post.until === null ? (
                  t('own.noEnd')
                ) : (
                  <>
                    {t('account.to')} <TimeText at={post.until} />
                  </>
                )}
              </td>
              <td className="id-c-do">
                {post.id === me.post.id ? (
                  <span className="id-tag">{t('own.present')}</span>
                ) : (
                  <Button size="small" loading={change.busy} onClick={() => change.go(post.id)}>
                    {t('own.switch')}
                  </Button>
                )}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  )
}

function Sessions() {
  const t = useIdentityWords()
  const queries = useQueryClient()
  const list = useRead(listOwnSessions, {})
  const command = useCommand(endOwnSessions)
  const end = (sessionId: string | null) =>
    command.mutate(
      { body: { sessionId } },
      { onSuccess: () => void queries.invalidateQueries({ queryKey: keyOf(listOwnSessions) }) },
    )
  const items = list.data?.items ?? []
  return (
    <section className="id-section">
      <header>
        <h2>{t('sessions.title')}</h2>
        {items.length > 1 ? (
          <Button loading={command.isPending} onClick={() => end(null)}>
            {t('sessions.endOthers')}
          </Button>
        ) : null}
      </header>
      {command.error === null ? null : <FailureAlert failure={command.error} />}
      {command.data === undefined ? null : (
        <Notice tone="done">{t('sessions.ended', { count: command.data.ended })}</Notice>
      )}
      {list.isError ? (
        <ErrorState failure={list.error} onRetry={() => void list.refetch()} />
      ) : list.isPending ? null : (
        <SessionTable sessions={items} busy={command.isPending} onEnd={end} />
      )}
    </section>
  )
}
