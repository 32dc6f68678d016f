import { useQueryClient } from '@tanstack/react-query'
import { Button, Form, Input } from 'antd'
import {
  EmptyState,
  ErrorState,
  FailureAlert,
  FocusedInput,
  keyOf,
  LanguageSwitch,
  Notice,
  ThemeSwitch,
  useCall,
  usePageTitle,
  useRead,
  useSay,
} from '#lib/ui'
import { getSetUp, passwordFault, setUp } from '../contract.ts'
import { useIdentityWords } from './me.ts'
import './identity.css'

interface Entry {
  readonly code: string
  readonly username: string
  readonly name: string
  readonly password: string
}

/** The first page of a new installation: makes its first administrator, then is gone. */
export function SetUpPage({ onDone }: { readonly onDone: () => void }) {
  const t = useIdentityWords()
  const say = useSay()
  const queries = useQueryClient()
  const state = useRead(getSetUp, {}, { staleTime: 0 })
  const call = useCall(setUp)
  usePageTitle(t('setUp.title'))
  const toLogIn = (
    <Button type="primary" onClick={onDone}>
      {t('setUp.toLogIn')}
    </Button>
  )
  return (
    <main className="id-main id-alone">
      <div className="id-switches">
        <LanguageSwitch />
        <ThemeSwitch />
      </div>
      <div className="id-card">
        {call.isSuccess ? (
          <>
            <h1>{t('setUp.title')}</h1>
            <div className="id-alert">
              <Notice tone="done">{t('setUp.done')}</Notice>
            </div>
            {toLogIn}
          </>
        ) : state.isError ? (
          <ErrorState failure={state.error} onRetry={() => void state.refetch()} />
        ) : state.data?.needed === false ? (
          <EmptyState title={t('setUp.over')} action={toLogIn} />
        ) : (
          <>
            <h1>{t('setUp.title')}</h1>
            <div className="id-alert">
              <Notice tone="info">{t('setUp.about')}</Notice>
            </div>
            {call.error === null ? null : (
              <div className="id-alert">
                <FailureAlert failure={call.error} />
              </div>
            )}
            <Form<Entry>
              layout="vertical"
              requiredMark={false}
              name="set-up"
              onFinish={(body) =>
                call.mutate({ body }, { onSuccess: () => queries.setQueryData(keyOf(getSetUp, {}), { needed: false }) })
              }
            >
              <Form.Item
                name="code"
                label={t('setUp.code')}
                extra={t('setUp.codeHint')}
                rules={[{ required: true, message: t('setUp.need') }]}
              >
                <FocusedInput autoComplete="off" spellCheck={false} maxLength={64} className="yw-number" />
              </Form.Item>
              <Form.Item
                name="username"
                label={t('username')}
                rules={[
                  { required: true, message: t('needUsername') },
                  { pattern: /^[a-z][a-z0-9._-]{1,31}$/, message: t('setUp.usernameRule') },
                ]}
              >
                <Input autoComplete="username" autoCapitalize="none" spellCheck={false} maxLength={32} />
              </Form.Item>
              <Form.Item name="name" label={t('setUp.name')} rules={[{ required: true, message: t('setUp.need') }]}>
                <Input autoComplete="name" maxLength={40} />
              </Form.Item>
              <Form.Item
                name="password"
                label={t('password')}
                extra={t('change.rule')}
                validateTrigger="onBlur"
                rules={[
                  { required: true, message: t('needPassword') },
                  ({ getFieldsValue }) => ({
                    validator: (_, value: string | undefined) => {
                      const { username = '', name = '' } = getFieldsValue() as Partial<Entry>
                      const fault =
                        value === undefined || value === '' ? undefined : passwordFault(value, { username, name })
                      return fault === undefined ? Promise.resolve() : Promise.reject(new Error(say(fault)))
                    },
                  }),
                ]}
              >
                <Input.Password autoComplete="new-password" maxLength={256} />
              </Form.Item>
              <Button type="primary" htmlType="submit" block size="large" loading={call.isPending}>
                {t('setUp.submit')}
              </Button>
            </Form>
          </>
        )}
      </div>
    </main>
  )
}
