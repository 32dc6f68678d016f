import { useQueryClient } from '@tanstack/react-query'
import { Button, Form, Input, Modal } from 'antd'
import { useState } from 'react'
import { ErrorState, FailureAlert, keyOf, Notice, useCall, useRead } from '#lib/ui'
import { getOwnSecondFactor, removeSecondFactor, renewRecoveryCodes } from '../contract.ts'
import { useIdentityWords } from './me.ts'
import { CodeField } from './CodeField.tsx'
import { RecoveryCodes, SecondFactorSteps } from './SecondFactorSteps.tsx'

/** One's own two-step log-in: turned on, renewed and taken away. */
export function SecondFactor() {
  const t = useIdentityWords()
  const queries = useQueryClient()
  const own = useRead(getOwnSecondFactor, {})
  const [doing, setDoing] = useState<'nothing' | 'on' | 'renew' | 'off'>('nothing')
  if (own.isError) return <ErrorState failure={own.error} onRetry={() => void own.refetch()} />
  if (own.data === undefined) return null
  const close = () => {
    setDoing('nothing')
    void queries.invalidateQueries({ queryKey: keyOf(getOwnSecondFactor) })
  }
  const { on, required, recoveryCodes } = own.data
  return (
    <>
      <p>
        <span className={on ? 'id-state id-state-enabled' : 'id-state'}>{t(on ? 'factor.isOn' : 'factor.isOff')}</span>
        {on ? <span className="yw-quiet"> {t('factor.left', { count: recoveryCodes })}</span> : null}
      </p>
      {on && recoveryCodes < 3 ? <Notice tone="info">{t('factor.few')}</Notice> : null}
      <p className="yw-quiet">{t(required ? 'factor.required' : 'factor.about')}</p>
      <p className="id-factor-do">
        {on ? (
          <>
            <Button onClick={() => setDoing('renew')}>{t('factor.renew')}</Button>
            <Button danger onClick={() => setDoing('off')}>
              {t('factor.turnOff')}
            </Button>
          </>
        ) : (
          <Button type="primary" onClick={() => setDoing('on')}>
            {t('factor.turnOn')}
          </Button>
        )}
      </p>
      {doing === 'on' ? (
        <Modal open title={t('factor.title')} footer={null} mask={{ closable: false }} onCancel={close}>
          <SecondFactorSteps onDone={close} />
        </Modal>
      ) : null}
      {doing === 'renew' ? <Renew onClose={close} /> : null}
      {doing === 'off' ? <TurnOff onClose={close} /> : null}
    </>
  )
}

function Renew({ onClose }: { readonly onClose: () => void }) {
  const t = useIdentityWords()
  const call = useCall(renewRecoveryCodes)
  return (
    <Modal open title={t('factor.renew')} footer={null} mask={{ closable: false }} onCancel={onClose}>
      {call.data === undefined ? (
        <Form<{ code: string }>
          className="id-factor"
          layout="vertical"
          requiredMark={false}
          onFinish={(body) => call.mutate({ body })}
        >
          {call.error === null ? null : <FailureAlert failure={call.error} />}
          <CodeField label={t('factor.code')} hint={t('factor.codeHint')} />
          <Button type="primary" htmlType="submit" loading={call.isPending}>
            {t('factor.next')}
          </Button>
        </Form>
      ) : (
        <RecoveryCodes codes={call.data.recoveryCodes} onDone={onClose} />
      )}
    </Modal>
  )
}

function TurnOff({ onClose }: { readonly onClose: () => void }) {
  const t = useIdentityWords()
  const call = useCall(removeSecondFactor)
  return (
    <Modal open title={t('factor.turnOff')} footer={null} onCancel={onClose}>
      <Form<{ password: string; code: string }>
        className="id-factor"
        layout="vertical"
        requiredMark={false}
        onFinish={(body) => call.mutate({ body }, { onSuccess: onClose })}
      >
        {call.error === null ? null : <FailureAlert failure={call.error} />}
        <Form.Item name="password" label={t('change.current')} rules={[{ required: true, message: t('setUp.need') }]}>
          <Input.Password autoComplete="current-password" maxLength={256} />
        </Form.Item>
        <CodeField label={t('factor.code')} hint={t('factor.codeHint')} />
        <Button danger htmlType="submit" loading={call.isPending}>
          {t('factor.turnOff')}
        </Button>
      </Form>
    </Modal>
  )
}
