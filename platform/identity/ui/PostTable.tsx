import { Button, Popconfirm } from 'antd'
import { useState } from 'react'
import { FailureAlert, Notice, TimeText, useCommand, useJoin, useNow, useSay } from '#lib/ui'
import { useUnits } from '#platform/org/ui'
import { endPost, type AccountPost, type AccountView } from '../contract.ts'
import { useIdentityWords, useRoles } from './me.ts'
import { PostEditor } from './PostEditor.tsx'

interface PostTableProps {
  readonly account: AccountView
  readonly onChange: () => void
}

/** The posts of an account with how far each reaches; granting, editing and ending them. */
export function PostTable({ account, onChange }: PostTableProps) {
  const t = useIdentityWords()
  const say = useSay()
  const end = useCommand(endPost)
  const [editing, setEditing] = useState<AccountPost | 'new' | undefined>(undefined)
  const now = useNow()
  const describe = useScopeText()
  const may = account.refused.grantPosts === null
  return (
    <section className="id-section">
      <header>
        <h2>{t('account.postsTitle')}</h2>
        <Button
          type="primary"
          disabled={!may}
          title={account.refused.grantPosts === null ? undefined : say(account.refused.grantPosts)}
          onClick={() => setEditing('new')}
        >
          {t('account.addPost')}
        </Button>
      </header>
      {end.error === null ? null : <FailureAlert failure={end.error} />}
      {account.posts.length === 0 ? (
        <Notice tone="info">{t('account.noPosts')}</Notice>
      ) : (
        <table className="id-table" aria-label={t('account.postsTitle')}>
          <tbody>
            {account.posts.map((post) => {
              const over = post.validTo !== null && Date.parse(post.validTo) <= now
              return (
                <tr key={post.id} className={over ? 'id-over' : undefined}>
                  <td>
                    <b>{say(post.roleName)}</b>
                    {post.standsInFor === null ? null : (
                      <span className="id-tag">{t('account.standsIn', { name: post.standsInFor })}</span>
                    )}
                  </td>
                  <td>{post.unit.name}</td>
                  <td>{describe(post)}</td>
                  <td className="yw-quiet">
                    {t('account.from')} <TimeText at={post.validFrom} />
                    {post.validTo === null ? null : (
                      <>
                        {' '}
                        {t('account.to')} <TimeText at={post.validTo} />
                      </>
                    )}
                  </td>
                  <td className="id-c-do">
                    {over ? (
                      <span className="id-tag">{t('account.past')}</span>
                    ) : may ? (
                      <>
                        {post.standsInFor === null ? (
                          <Button size="small" onClick={() => setEditing(post)}>
                            {t('account.edit')}
                          </Button>
                        ) : null}
                        <Popconfirm
                          title={t('account.endPostSure')}
                          onConfirm={() => end.mutate({ params: { id: post.id }, body: {} }, { onSuccess: onChange })}
                        >
                          <Button size="small">{t('account.endPost')}</Button>
                        </Popconfirm>
                      </>
                    ) : null}
                  </td>
                </tr>
              )
            })}
          </tbody>
        </table>
      )}
      {editing === undefined ? null : (
        <PostEditor
          accountId={account.id}
          post={editing === 'new' ? undefined : editing}
          onClose={(done) => {
            setEditing(undefined)
            if (done) onChange()
          }}
        />
      )}
    </section>
  )
}

/** How far a post reaches, in a few words. */
function useScopeText(): (post: AccountPost) => string {
  const t = useIdentityWords()
  const roles = useRoles()
  const units = useUnits()
  const join = useJoin()
  return (post) => {
    const role = roles?.find((one) => one.code === post.role)
    const reach = post.reach ?? role?.reach ?? 'unit'
    const named = post.units?.map((id) => units.data?.items.find((unit) => unit.id === id)?.name ?? '') ?? []
    const level = (post.sensitivity ?? role?.sensitivity ?? 0) as 0 | 1 | 2
    return [
      reach === 'listed' ? join(named) : t(`account.reaches.${reach}`),
      post.places === null ? t('account.allPlaces') : join(post.places),
      post.categories === null ? t('account.allCategories') : join(post.categories),
      t(`account.levels.l${level}`),
    ].join(' · ')
  }
}
