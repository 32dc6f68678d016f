import { useQueryClient } from '@tanstack/react-query'
import { Button, Form, Input } from 'antd'
import { useState } from 'react'
import {
  beginSession,
  FailureAlert,
  FocusedInput,
  keyOf,
  LanguageSwitch,
  Notice,
  ThemeSwitch,
  useCall,
  Refused,
  usePageTitle,
  useSay,
} from '#lib/ui'
import { getMe, logIn } from '../contract.ts'
import { useCity } from '#platform/org/ui'
import { DemoAccounts } from './DemoAccounts.tsx'
import { useIdentityWords } from './me.ts'
import { NetArt } from './NetArt.tsx'
import { CodeField } from './CodeField.tsx'
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

  // Kept while the second step is asked for, and sent again with the code.
  const [first, setFirst] = useState<{ username: string; password: string } | undefined>(undefined)

  const enter = (body: { username: string; password: string; code?: string }) =>
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
        onError: (error) => {
          if (isRefusal(error, 'identity.second_factor_needed')) setFirst(body)
          // Whatever else is wrong than the code begins at the first step.
          else if (!isRefusal(error, 'identity.wrong_code')) setFirst(undefined)
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
          {call.error === null || isRefusal(call.error, 'identity.second_factor_needed') ? null : (
            <div className="id-alert">
              <FailureAlert failure={call.error} />
            </div>
          )}
          {first === undefined ? (
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
          ) : (
            <SecondStep
              username={first.username}
              busy={call.isPending}
              onEnter={(code) => enter({ ...first, code })}
              onBack={() => {
                setFirst(undefined)
                call.reset()
              }}
            />
          )}
          {first === undefined ? <DemoAccounts onPick={enter} busy={call.isPending} /> : null}
        </div>
      </main>
    </div>
  )
}

interface SecondStepProps {
  readonly username: string
  readonly busy: boolean
  readonly onEnter: (code: string) => void
  readonly onBack: () => void
}

/** The second step: the code of the app, or a recovery code. */
function SecondStep({ username, busy, onEnter, onBack }: SecondStepProps) {
  const t = useIdentityWords()
  return (
    <Form<{ code: string }>
      layout="vertical"
      requiredMark={false}
      onFinish={({ code }) => onEnter(code)}
      disabled={busy}
      name="login-code"
    >
      <p className="id-step">
        {t('factor.step')} · {username}
      </p>
      <CodeField label={t('factor.code')} hint={t('factor.codeHint')} large />
      <Button type="primary" size="large" htmlType="submit" block loading={busy}>
        {t('factor.enter')}
      </Button>
      <Button type="link" className="id-out" onClick={onBack}>
        {t('factor.again')}
      </Button>
    </Form>
  )
}

function isRefusal(error: unknown, code: string): boolean {
  return error instanceof Refused && error.problem.type === code
}
