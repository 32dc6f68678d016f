import { useQueryClient } from '@tanstack/react-query'
import { Button, Form, Input } from 'antd'
import {
  beginSession,
  FailureAlert,
  FocusedInput,
  keyOf,
  LanguageSwitch,
  Notice,
  ThemeSwitch,
  useCall,
  usePageTitle,
  useSay,
} from '#lib/ui'
import { getMe, logIn } from '../contract.ts'
import { useCity } from '#platform/org/ui'
import { DemoAccounts } from './DemoAccounts.tsx'
import { useIdentityWords } from './me.ts'
import { NetArt } from './NetArt.tsx'
import './identity.css'

interface LoginPageProps {
  /** the session ran out under somebody’s hands */
  readonly over: boolean
  readonly onDone: () => void
}

/** The log-in page: the city’s name, a form password managers understand, and in a demonstration its accounts. */
export function LoginPage({ over, onDone }: LoginPageProps) {
  const t = useIdentityWords()
  const say = useSay()
  const city = useCity()
  const queries = useQueryClient()
  const call = useCall(logIn)
  usePageTitle(t('title'))

  const enter = (body: { username: string; password: string }) =>
    call.mutate(
      { body },
      {
        onSuccess: (me) => {
          // Another person may have sat here before: nothing read for them may be shown.
          queries.clear()
          beginSession()
          queries.setQueryData(keyOf(getMe, {}), me)
          onDone()
        },
      },
    )

  return (
    <div className="id-login">
      <section className="id-side" aria-hidden="true">
        <NetArt />
        <div className="id-motto">
          <p>{t('motto')}</p>
          <p>{t('promise')}</p>
        </div>
      </section>
      <main className="id-main">
        <div className="id-switches">
          <LanguageSwitch />
          <ThemeSwitch />
        </div>
        <div className="id-card">
          <p className="id-city">{city === undefined ? '\u00a0' : say(city.name)}</p>
          <h1>{city === undefined ? '\u00a0' : say(city.centre)}</h1>
          {over && call.error === null ? (
            <div className="id-alert">
              <Notice tone="info">{t('over')}</Notice>
            </div>
          ) : null}
          {call.error === null ? null : (
            <div className="id-alert">
              <FailureAlert failure={call.error} />
            </div>
          )}
          <Form layout="vertical" requiredMark={false} onFinish={enter} disabled={call.isPending} name="login">
            <Form.Item name="username" label={t('username')} rules={[{ required: true, message: t('needUsername') }]}>
              <FocusedInput
                size="large"
                autoComplete="username"
                autoCapitalize="none"
                spellCheck={false}
                maxLength={64}
              />
            </Form.Item>
            <Form.Item name="password" label={t('password')} rules={[{ required: true, message: t('needPassword') }]}>
              <Input.Password size="large" autoComplete="current-password" maxLength={256} />
            </Form.Item>
            <Button type="primary" size="large" htmlType="submit" block loading={call.isPending}>
              {t('logIn')}
            </Button>
          </Form>
          <DemoAccounts onPick={enter} busy={call.isPending} />
        </div>
      </main>
    </div>
  )
}
