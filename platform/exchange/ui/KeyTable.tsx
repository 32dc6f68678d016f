import { PlusOutlined } from '@ant-design/icons'
import { App, Button, Modal } from 'antd'
import { useId, useState } from 'react'
import { CopyButton, DayInput, FailureAlert, Notice, TimeText, useCall, useCommand, ReasonDialog } from '#lib/ui'
import { createKey, revokeKey, showSecret, type Key, type System } from '../contract.ts'
import { useExchangeWords } from './words.ts'

function stateOf(key: Key): 'valid' | 'early' | 'ended' | 'revoked' {
  if (key.revokedAt !== null) return 'revoked'
  const now = Date.now()
  if (Date.parse(key.validFrom) > now) return 'early'
  return key.validTo !== null && Date.parse(key.validTo) <= now ? 'ended' : 'valid'
}

export function isKeyValid(key: Key): boolean {
  return stateOf(key) === 'valid'
}

/** The keys of a system: made here, their secret shown once, revoked here. */
export function KeyTable({ system }: { readonly system: System }) {
  const t = useExchangeWords()
  const { message } = App.useApp()
  const [adding, setAdding] = useState(false)
  const [revoking, setRevoking] = useState<Key | undefined>()
  const secret = useCall(showSecret)
  const revoke = useCommand(revokeKey)
  return (
    <div className="exchange-keys">
      <div className="exchange-subhead">
        <h3>{t('key.title')}</h3>
        <span className="yw-quiet yw-small">{t('key.about')}</span>
        <Button size="small" icon={<PlusOutlined aria-hidden />} onClick={() => setAdding(true)}>
          {t('key.add')}
        </Button>
      </div>
      {system.keys.length === 0 ? (
        <p className="yw-quiet">{t('key.none')}</p>
      ) : (
        <table className="exchange-table">
          <thead>
            <tr>
              <th scope="col">{t('key.id')}</th>
              <th scope="col">{t('key.state')}</th>
              <th scope="col">{t('key.from')}</th>
              <th scope="col">{t('key.to')}</th>
              <th scope="col">{t('key.used')}</th>
              <th scope="col">{t('log.actions')}</th>
            </tr>
          </thead>
          <tbody>
            {system.keys.map((key) => {
              const state = stateOf(key)
              return (
                <tr key={key.id} className={state === 'valid' || state === 'early' ? '' : 'yw-quiet'}>
                  <td>
                    <code>{key.id}</code> <CopyButton text={key.id} what={t('key.id')} />
                  </td>
                  <td>{t(`key.${state}`)}</td>
                  <td>
                    <TimeText at={key.validFrom} />{' '}
                    <span className="yw-quiet">{t('key.by', { name: key.createdBy })}</span>
                  </td>
                  <td>
                    {key.revokedAt !== null ? (
                      <>
                        <TimeText at={key.revokedAt} /> <span className="yw-quiet">{key.revokedBy}</span>
                      </>
                    ) : key.validTo === null ? (
                      t('key.forever')
                    ) : (
                      <TimeText at={key.validTo} />
                    )}
                  </td>
                  <td>{key.lastUsedAt === null ? t('key.never') : <TimeText at={key.lastUsedAt} relative />}</td>
                  <td>
                    {key.shownAt !== null || state === 'revoked' ? null : (
                      <Button
                        size="small"
                        type="link"
                        onClick={() => secret.mutate({ params: { id: key.id }, body: {} })}
                      >
                        {t('key.show')}
                      </Button>
                    )}
                    {state === 'revoked' ? null : (
                      <Button size="small" type="link" danger onClick={() => setRevoking(key)}>
                        {t('key.revoke')}
                      </Button>
                    )}
                  </td>
                </tr>
              )
            })}
          </tbody>
        </table>
      )}
      {secret.error === null ? null : <FailureAlert failure={secret.error} />}
      {adding ? (
        <NewKey
          code={system.code}
          onClose={() => setAdding(false)}
          onMade={(id) => {
            setAdding(false)
            secret.mutate({ params: { id }, body: {} })
          }}
        />
      ) : null}
      <Modal
        open={secret.data !== undefined}
        title={t('key.secret')}
        closable={false}
        mask={{ closable: false }}
        keyboard={false}
        footer={
          <Button type="primary" onClick={() => secret.reset()}>
            {t('key.close')}
          </Button>
        }
      >
        <Notice tone="warning">{t('key.secretOnce')}</Notice>
        <dl className="yw-pairs">
          <dt>{t('key.id')}</dt>
          <dd>
            <code>{secret.data?.keyId}</code> <CopyButton text={secret.data?.keyId ?? ''} what={t('key.id')} />
          </dd>
          <dt>{t('key.secret')}</dt>
          <dd>
            <code>{secret.data?.secret}</code> <CopyButton text={secret.data?.secret ?? ''} what={t('key.secret')} />
          </dd>
        </dl>
      </Modal>
      {revoking === undefined ? null : (
        <ReasonDialog
          hint={t('why.hint')}
          title={t('key.revokeTitle')}
          about={t('key.revokeAbout')}
          ok={t('key.revoke')}
          danger
          pending={revoke.isPending}
          failure={revoke.error}
          onOk={(reason) =>
            revoke.mutate(
              { params: { id: revoking.id }, body: { reason } },
              {
                onSuccess: () => {
                  void message.success(t('key.revoked2'))
                  setRevoking(undefined)
                },
              },
            )
          }
          onClose={() => {
            revoke.reset()
            setRevoking(undefined)
          }}
        />
      )}
    </div>
  )
}

interface NewKeyProps {
  readonly code: string
  readonly onClose: () => void
  readonly onMade: (id: string) => void
}

function NewKey({ code, onClose, onMade }: NewKeyProps) {
  const t = useExchangeWords()
  const id = useId()
  const create = useCommand(createKey)
  const [until, setUntil] = useState('')
  const save = () => {
    const end = until === '' ? undefined : new Date(`${until}T23:59:59+08:00`).toISOString()
    create.mutate(
      { params: { code }, body: end === undefined ? {} : { validTo: end } },
      { onSuccess: ({ keyId }) => onMade(keyId) },
    )
  }
  return (
    <Modal
      open
      title={t('key.add')}
      okText={t('key.add')}
      cancelText={t('form.cancel')}
      okButtonProps={{ loading: create.isPending }}
      onOk={save}
      onCancel={onClose}
      width={440}
    >
      <div className="exchange-form">
        <label htmlFor={id}>{t('key.validTo')}</label>
        <div>
          <DayInput id={id} fromToday value={until} onChange={setUntil} />
          <span className="yw-quiet yw-small">{t('key.validToHint')}</span>
        </div>
      </div>
      {create.error === null ? null : <FailureAlert failure={create.error} />}
    </Modal>
  )
}
