import { Button, Form, Input, QRCode } from 'antd'
import { useState } from 'react'
import { CopyButton, FailureAlert, Notice, saveFile, useCall } from '#lib/ui'
import { beginSecondFactor, confirmSecondFactor } from '../contract.ts'
import { CodeField } from './CodeField.tsx'
import { useIdentityWords, useMe } from './me.ts'
import './second-factor.css'

/** Turns two-step log-in on: the password, then the app, then the recovery codes, which are shown once. */
export function SecondFactorSteps({ onDone }: { readonly onDone: () => void }) {
  const begin = useCall(beginSecondFactor)
  const confirm = useCall(confirmSecondFactor)
  if (confirm.data !== undefined) return <RecoveryCodes codes={confirm.data.recoveryCodes} onDone={onDone} />
  if (begin.data === undefined) return <AskPassword call={begin} />
  return <ShowSecret secret={begin.data.secret} uri={begin.data.uri} call={confirm} />
}

function AskPassword({ call }: { readonly call: ReturnType<typeof useCall<typeof beginSecondFactor>> }) {
  const t = useIdentityWords()
  const me = useMe()
  return (
    <Form<{ password: string }>
      className="id-factor"
      layout="vertical"
      requiredMark={false}
      name="factor-password"
      onFinish={(body) => call.mutate({ body })}
    >
      <p className="yw-quiet">{t('factor.about')}</p>
      {call.error === null ? null : <FailureAlert failure={call.error} />}
      <input type="text" autoComplete="username" value={me?.account.username ?? ''} readOnly hidden />
      <Form.Item name="password" label={t('change.current')} rules={[{ required: true, message: t('setUp.need') }]}>
        <Input.Password autoComplete="current-password" maxLength={256} />
      </Form.Item>
      <Button type="primary" htmlType="submit" loading={call.isPending}>
        {t('factor.next')}
      </Button>
    </Form>
  )
}

interface ShowSecretProps {
  readonly secret: string
  readonly uri: string
  readonly call: ReturnType<typeof useCall<typeof confirmSecondFactor>>
}

function ShowSecret({ secret, uri, call }: ShowSecretProps) {
  const t = useIdentityWords()
  return (
    <Form<{ code: string }>
      className="id-factor"
      layout="vertical"
      requiredMark={false}
      name="factor-code"
      onFinish={(body) => call.mutate({ body })}
    >
      <p>{t('factor.scan')}</p>
      <div className="id-factor-secret">
        {/* Dark on light in either theme: not every camera reads the reverse. */}
        <QRCode value={uri} size={184} color="#000000" bgColor="#ffffff" type="svg" />
        <div>
          <p className="yw-quiet">{t('factor.byHand')}</p>
          <p>
            <code>{secret.match(/.{4}/g)?.join(' ')}</code> <CopyButton text={secret} what={t('factor.secret')} />
          </p>
        </div>
      </div>
      {call.error === null ? null : <FailureAlert failure={call.error} />}
      <CodeField label={t('factor.code')} />
      <Button type="primary" htmlType="submit" loading={call.isPending}>
        {t('factor.turnOn')}
      </Button>
    </Form>
  )
}

/** Recovery codes, the one time they are shown. */
export function RecoveryCodes({ codes, onDone }: { readonly codes: readonly string[]; readonly onDone: () => void }) {
  const t = useIdentityWords()
  const [kept, setKept] = useState(false)
  const text = codes.join('\r\n')
  return (
    <>
      <Notice tone="info">{t('factor.recoveryAbout')}</Notice>
      <ul className="id-recovery" aria-label={t('factor.recovery')}>
        {codes.map((code) => (
          <li key={code}>
            <code>{code}</code>
          </li>
        ))}
      </ul>
      <p className="id-factor-do">
        <Button
          onClick={() => {
            saveFile(`${text}\r\n`, t('factor.file'))
            setKept(true)
          }}
        >
          {t('factor.save')}
        </Button>
        <span onClick={() => setKept(true)} role="presentation">
          <CopyButton text={text} what={t('factor.recovery')} />
        </span>
        <Button type={kept ? 'primary' : 'default'} onClick={onDone}>
          {t('account.close')}
        </Button>
      </p>
    </>
  )
}
