import { useQueryClient } from '@tanstack/react-query'
import { Link, useParams } from '@tanstack/react-router'
import { Button, Form, Input, Modal, Popconfirm } from 'antd'
import { useState } from 'react'
import {
  CopyButton,
  ErrorState,
  FailureAlert,
  keyOf,
  Notice,
  PageHeader,
  TimeText,
  useCall,
  useCommand,
  useRead,
  useSay,
} from '#lib/ui'
import {
  disableAccount,
  editAccount,
  enableAccount,
  endAccountSessions,
  getAccount,
  listAccounts,
  resetPassword,
  resetSecondFactor,
  type AccountView,
} from '../contract.ts'
import { StateLabel } from './AccountsPage.tsx'
import { useIdentityWords } from './me.ts'
import { AccountPhone } from './Phones.tsx'
import { PostTable } from './PostTable.tsx'
import { SessionTable } from './SessionTable.tsx'
import './accounts.css'

/** One account: who, whether it may log in, its posts with their scope, its sessions. */
export function AccountDetailPage() {
  const { id = '' }: { id?: string } = useParams({ strict: false })
  const t = useIdentityWords()
  const account = useRead(getAccount, { params: { id } })
  if (account.data === undefined) {
    if (!account.isError) return null
    return (
      <ErrorState
        failure={account.error}
        onRetry={() => void account.refetch()}
        action={<Link to="/system/accounts">{t('account.back')}</Link>}
      />
    )
  }
  return <Account account={account.data} key={id} />
}

function Account({ account }: { readonly account: AccountView }) {
  const t = useIdentityWords()
  const say = useSay()
  const queries = useQueryClient()
  const [editing, setEditing] = useState(false)
  const disable = useCommand(disableAccount)
  const enable = useCommand(enableAccount)
  const end = useCommand(endAccountSessions)
  const reset = useCall(resetPassword)
  const resetFactor = useCommand(resetSecondFactor)
  const params = { id: account.id }
  const refresh = () => {
    void queries.invalidateQueries({ queryKey: keyOf(getAccount) })
    void queries.invalidateQueries({ queryKey: keyOf(listAccounts) })
  }
  const { refused } = account
  const why = (reason: (typeof refused)['edit']) =>
    reason === null ? {} : { disabled: true as const, title: say(reason) }
  const failure = disable.error ?? enable.error ?? end.error ?? reset.error ?? resetFactor.error
  return (
    <div className="id-page">
      <p className="id-back">
        <Link to="/system/accounts">← {t('account.back')}</Link>
      </p>
      <PageHeader
        title={account.name}
        aside={
          <>
            <span className="yw-quiet yw-number">{account.username}</span>
            <StateLabel state={account.state} />
            {account.hasPassword ? null : <span className="id-tag">{t('accounts.noPassword')}</span>}
            {account.mustChangePassword ? <span className="id-tag">{t('account.mustChange')}</span> : null}
          </>
        }
        actions={
          <>
            <Button {...why(refused.edit)} onClick={() => setEditing(true)}>
              {t('account.edit')}
            </Button>
            <Popconfirm
              title={t('account.resetSure')}
              disabled={refused.resetPassword !== null}
              onConfirm={() => reset.mutate({ params, body: {} }, { onSuccess: refresh })}
            >
              <Button {...why(refused.resetPassword)} loading={reset.isPending}>
                {t('account.reset')}
              </Button>
            </Popconfirm>
            {account.state === 'enabled' ? (
              <Popconfirm
                title={t('account.disableSure')}
                disabled={refused.disable !== null}
                onConfirm={() => disable.mutate({ params, body: {} }, { onSuccess: refresh })}
              >
                <Button danger {...why(refused.disable)}>
                  {t('account.disable')}
                </Button>
              </Popconfirm>
            ) : (
              <Button
                type="primary"
                {...why(refused.edit)}
                onClick={() => enable.mutate({ params, body: {} }, { onSuccess: refresh })}
              >
                {t(account.state === 'locked' ? 'account.unlock' : 'account.enable')}
              </Button>
            )}
          </>
        }
      />
      {failure === null ? null : <FailureAlert failure={failure} />}
      {refused.edit === null || refused.grantPosts === null ? null : (
        <Notice tone="info">{say(refused.grantPosts)}</Notice>
      )}
      <dl className="id-facts">
        <dt>{t('phone.label')}</dt>
        <dd>
          <AccountPhone account={account} onChange={refresh} />
        </dd>
        <dt>{t('account.created')}</dt>
        <dd>
          <TimeText at={account.createdAt} full />
        </dd>
        <dt>{t('account.passwordSet')}</dt>
        <dd>{account.hasPassword ? <TimeText at={account.passwordChangedAt} full /> : t('accounts.noPassword')}</dd>
        <dt>{t('factor.title')}</dt>
        <dd>
          {t(account.secondFactor ? 'factor.isOn' : 'factor.isOff')}{' '}
          {account.secondFactor ? (
            <Popconfirm
              title={t('factor.resetSure')}
              disabled={refused.resetPassword !== null}
              onConfirm={() => resetFactor.mutate({ params, body: {} }, { onSuccess: refresh })}
            >
              <Button type="link" size="small" {...why(refused.resetPassword)} loading={resetFactor.isPending}>
                {t('factor.reset')}
              </Button>
            </Popconfirm>
          ) : null}
        </dd>
      </dl>
      <PostTable account={account} onChange={refresh} />
      <section className="id-section">
        <header>
          <h2>{t('sessions.title')}</h2>
          {account.sessions.length > 0 ? (
            <Button
              {...why(refused.endSessions)}
              onClick={() => end.mutate({ params, body: { sessionId: null } }, { onSuccess: refresh })}
            >
              {t('account.endAll')}
            </Button>
          ) : null}
        </header>
        <SessionTable
          sessions={account.sessions}
          busy={end.isPending}
          onEnd={
            refused.endSessions === null
              ? (sessionId) => end.mutate({ params, body: { sessionId } }, { onSuccess: refresh })
              : undefined
          }
        />
      </section>
      {reset.data === undefined ? null : <OneTime password={reset.data.password} onClose={() => reset.reset()} />}
      {editing ? (
        <Edit
          account={account}
          onClose={(done) => {
            setEditing(false)
            if (done) refresh()
          }}
        />
      ) : null}
    </div>
  )
}

function OneTime({ password, onClose }: { readonly password: string; readonly onClose: () => void }) {
  const t = useIdentityWords()
  return (
    <Modal
      open
      title={t('account.oneTime')}
      closable={false}
      mask={{ closable: false }}
      keyboard={false}
      footer={
        <Button type="primary" onClick={onClose}>
          {t('account.close')}
        </Button>
      }
    >
      <p className="id-onetime">
        <code>{password}</code>
        <CopyButton text={password} what={t('account.oneTime')} />
      </p>
      <p className="yw-quiet">{t('account.oneTimeHint')}</p>
    </Modal>
  )
}

interface EditProps {
  readonly account: AccountView
  readonly onClose: (done: boolean) => void
}

function Edit({ account, onClose }: EditProps) {
  const t = useIdentityWords()
  const command = useCommand(editAccount)
  const [form] = Form.useForm<{ name: string; username: string }>()
  return (
    <Modal
      open
      title={t('account.edit')}
      okText={t('account.save')}
      cancelText={t('account.cancel')}
      confirmLoading={command.isPending}
      onCancel={() => onClose(false)}
      onOk={() => form.submit()}
    >
      {command.error === null ? null : <FailureAlert failure={command.error} />}
      <Form
        form={form}
        layout="vertical"
        requiredMark={false}
        name="edit-account"
        initialValues={{ name: account.name, username: account.username }}
        onFinish={(body) => command.mutate({ params: { id: account.id }, body }, { onSuccess: () => onClose(true) })}
      >
        <Form.Item name="name" label={t('accounts.name')} rules={[{ required: true, message: t('setUp.need') }]}>
          <Input maxLength={40} />
        </Form.Item>
        <Form.Item
          name="username"
          label={t('accounts.username')}
          extra={t('setUp.usernameRule')}
          rules={[{ required: true, pattern: /^[a-z][a-z0-9._-]{1,31}$/, message: t('setUp.usernameRule') }]}
        >
          <Input maxLength={32} />
        </Form.Item>
      </Form>
    </Modal>
  )
}
