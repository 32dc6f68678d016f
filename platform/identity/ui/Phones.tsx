import { useQueryClient } from '@tanstack/react-query'
import { Button, Form, Input, Modal } from 'antd'
import { useEffect, useState } from 'react'
import { FailureAlert, keyOf, ReasonDialog, useCall, useRead, useSay, type Failure } from '#lib/ui'
import { getOwnPhone, revealAccountPhone, setAccountPhone, setOwnPhone, type AccountView } from '../contract.ts'
import { useIdentityWords } from './me.ts'

/** So long at most stands a number on a screen that somebody may have walked away from. */
const shownFor = 5 * 60_000

// As the server has it, a little wider: it says what is wrong, too.
const looksRight = /^[\d\s()+\-–—.０-９]{7,40}$/

/** A field for a telephone number in a form. */
export function PhoneField({ name }: { readonly name: string }) {
  const t = useIdentityWords()
  return (
    <Form.Item
      name={name}
      label={t('phone.label')}
      extra={t('phone.rule')}
      rules={[{ pattern: looksRight, message: t('phone.rule') }]}
    >
      <Input maxLength={40} autoComplete="off" inputMode="tel" />
    </Form.Item>
  )
}

interface AccountPhoneProps {
  readonly account: AccountView
  readonly onChange: () => void
}

/** An account's number: masked, in clear for a reason, changed by whoever may. */
export function AccountPhone({ account, onChange }: AccountPhoneProps) {
  const t = useIdentityWords()
  const say = useSay()
  const set = useCall(setAccountPhone)
  const [doing, setDoing] = useState<'nothing' | 'edit' | 'show'>('nothing')
  const [clear, setClear] = useState<string | undefined>(undefined)
  useEffect(() => {
    if (clear === undefined) return
    const timer = setTimeout(() => setClear(undefined), shownFor)
    return () => clearTimeout(timer)
  }, [clear])
  const { refused } = account
  return (
    <>
      <span className="yw-number">{clear ?? account.phone ?? t('phone.none')}</span>{' '}
      {account.phone === null ? null : clear === undefined ? (
        <Button type="link" size="small" onClick={() => setDoing('show')}>
          {t('phone.show')}
        </Button>
      ) : (
        <Button type="link" size="small" onClick={() => setClear(undefined)}>
          {t('phone.hide')}
        </Button>
      )}
      <Button
        type="link"
        size="small"
        disabled={refused.edit !== null}
        {...(refused.edit === null ? {} : { title: say(refused.edit) })}
        onClick={() => setDoing('edit')}
      >
        {t(account.phone === null ? 'phone.add' : 'phone.edit')}
      </Button>
      {doing === 'edit' ? (
        <EditPhone
          call={set}
          onSave={(phone) =>
            set.mutate(
              { params: { id: account.id }, body: { phone } },
              {
                onSuccess: () => {
                  setClear(undefined)
                  setDoing('nothing')
                  onChange()
                },
              },
            )
          }
          onClose={() => setDoing('nothing')}
        />
      ) : null}
      {doing === 'show' ? (
        <ShowPhone
          id={account.id}
          onClose={(phone) => {
            setDoing('nothing')
            setClear(phone)
          }}
        />
      ) : null}
    </>
  )
}

/** One's own number. */
export function OwnPhone() {
  const t = useIdentityWords()
  const queries = useQueryClient()
  const own = useRead(getOwnPhone, {})
  const set = useCall(setOwnPhone)
  const [editing, setEditing] = useState(false)
  if (own.data === undefined) return null
  return (
    <>
      <p>
        <span className="yw-number">{own.data.phone ?? t('phone.none')}</span>{' '}
        <Button type="link" size="small" onClick={() => setEditing(true)}>
          {t(own.data.phone === null ? 'phone.add' : 'phone.edit')}
        </Button>
      </p>
      <p className="yw-quiet">{t('phone.about')}</p>
      {editing ? (
        <EditPhone
          call={set}
          onSave={(phone) =>
            set.mutate(
              { body: { phone } },
              {
                onSuccess: () => {
                  setEditing(false)
                  void queries.invalidateQueries({ queryKey: keyOf(getOwnPhone) })
                },
              },
            )
          }
          onClose={() => setEditing(false)}
        />
      ) : null}
    </>
  )
}

interface EditPhoneProps {
  readonly call: { readonly isPending: boolean; readonly error: Failure | null }
  readonly onSave: (phone: string | null) => void
  readonly onClose: () => void
}

function EditPhone({ call, onSave, onClose }: EditPhoneProps) {
  const t = useIdentityWords()
  const [form] = Form.useForm<{ phone?: string }>()
  return (
    <Modal
      open
      title={t('phone.title')}
      okText={t('account.save')}
      cancelText={t('account.cancel')}
      confirmLoading={call.isPending}
      onCancel={onClose}
      onOk={() => form.submit()}
    >
      {call.error === null ? null : <FailureAlert failure={call.error} />}
      <Form
        form={form}
        layout="vertical"
        name="edit-phone"
        onFinish={({ phone = '' }) => onSave(phone.trim() === '' ? null : phone.trim())}
      >
        <PhoneField name="phone" />
        <p className="yw-quiet">{t('phone.hint')}</p>
      </Form>
    </Modal>
  )
}

function ShowPhone({ id, onClose }: { readonly id: string; readonly onClose: (phone?: string) => void }) {
  const t = useIdentityWords()
  const call = useCall(revealAccountPhone)
  return (
    <ReasonDialog
      title={t('phone.show')}
      about={t('phone.audited')}
      ok={t('phone.show')}
      hint={t('phone.whyHint')}
      pending={call.isPending}
      failure={call.error}
      onOk={(reason) =>
        call.mutate({ params: { id }, body: { reason } }, { onSuccess: ({ phone }) => onClose(phone ?? undefined) })
      }
      onClose={() => onClose()}
    />
  )
}
