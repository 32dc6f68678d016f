import { Button, Form, Input } from 'antd'
import { FailureAlert, Notice, useCall, useSay } from '#lib/ui'
import { changePassword, passwordFault } from '../contract.ts'
import { useIdentityWords, useMe } from './me.ts'
import './password.css'

interface Entry {
  readonly current: string
  readonly next: string
  readonly again: string
}

/** Changes one's own password; what is wrong with the new one is said while it is typed. */
export function PasswordForm({ onDone }: { readonly onDone?: () => void }) {
  const t = useIdentityWords()
  const say = useSay()
  const me = useMe()
  const call = useCall(changePassword)
  const [form] = Form.useForm<Entry>()
  return (
    <Form<Entry>
      form={form}
      layout="vertical"
      requiredMark={false}
      name="password"
      className="id-password"
      onFinish={({ current, next }) =>
        call.mutate(
          { body: { current, next } },
          {
            onSuccess: () => {
              form.resetFields()
              onDone?.()
            },
          },
        )
      }
    >
      {call.error === null ? null : <FailureAlert failure={call.error} />}
      {call.isSuccess ? <Notice tone="done">{t('change.done')}</Notice> : null}
      <p className="yw-quiet">{t('change.rule')}</p>
      <input type="text" autoComplete="username" value={me?.account.username ?? ''} readOnly hidden />
      <Form.Item name="current" label={t('change.current')} rules={[{ required: true, message: t('setUp.need') }]}>
        <Input.Password autoComplete="current-password" maxLength={256} />
      </Form.Item>
      <Form.Item
        name="next"
        label={t('change.next')}
        validateTrigger="onBlur"
        rules={[
          { required: true, message: t('setUp.need') },
          {
            validator: (_, value: string | undefined) => {
              const fault =
                value === undefined || value === '' || me === undefined ? undefined : passwordFault(value, me.account)
              return fault === undefined ? Promise.resolve() : Promise.reject(new Error(say(fault)))
            },
          },
        ]}
      >
        <Input.Password autoComplete="new-password" maxLength={256} />
      </Form.Item>
      <Form.Item
        name="again"
        label={t('change.again')}
        dependencies={['next']}
        validateTrigger="onBlur"
        rules={[
          { required: true, message: t('setUp.need') },
          ({ getFieldValue }) => ({
            validator: (_, value: string | undefined) =>
              value === undefined || value === '' || value === getFieldValue('next')
                ? Promise.resolve()
                : Promise.reject(new Error(t('change.differs'))),
          }),
        ]}
      >
        <Input.Password autoComplete="new-password" maxLength={256} />
      </Form.Item>
      <Button type="primary" htmlType="submit" loading={call.isPending}>
        {t('change.submit')}
      </Button>
    </Form>
  )
}
