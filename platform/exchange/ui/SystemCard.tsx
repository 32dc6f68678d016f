import { App, Button, Popconfirm } from 'antd'
import { useState } from 'react'
import { CopyButton, FailureAlert, Notice, shortTime, useCommand } from '#lib/ui'
import { urlOf } from '#lib/http/contract'
import { pingSystem, receiveMessage, switchSystem, type System } from '../contract.ts'
import { isKeyValid, KeyTable } from './KeyTable.tsx'
import { SystemForm } from './SystemForm.tsx'
import { useExchangeWords } from './words.ts'

/** One outside system: whether it is on, how it is reached, its keys, and what can be done. */
export function SystemCard({ system, onLog }: { readonly system: System; readonly onLog: () => void }) {
  const t = useExchangeWords()
  const { message } = App.useApp()
  const [editing, setEditing] = useState(false)
  const turn = useCommand(switchSystem)
  const ping = useCommand(pingSystem)
  const { code, name, isOn, direction, counts } = system
  const failure = turn.error ?? ping.error
  const receives = `${window.location.origin}${urlOf(receiveMessage, { params: { system: code } })}`
  return (
    <section className="exchange-part" aria-label={name}>
      <header className="exchange-head">
        <h2>{name}</h2>
        <span className={isOn ? 'exchange-tag exchange-on' : 'exchange-tag'}>{t(isOn ? 'on' : 'off')}</span>
        {counts.waiting === 0 ? null : (
          <span className="exchange-tag exchange-waits">{t('system.waiting', { count: counts.waiting })}</span>
        )}
        {counts.failed === 0 ? null : (
          <span className="exchange-tag exchange-bad">{t('system.failed', { count: counts.failed })}</span>
        )}
        <div className="exchange-actions">
          <Button size="small" onClick={onLog}>
            {t('system.log')}
          </Button>
          {direction === 'in' ? null : (
            <Button
              size="small"
              disabled={!isOn}
              loading={ping.isPending}
              onClick={() =>
                ping.mutate(
                  { params: { code }, body: {} },
                  { onSuccess: () => void message.success(t('system.pinged')) },
                )
              }
            >
              {t('system.ping')}
            </Button>
          )}
          <Button size="small" onClick={() => setEditing(true)}>
            {t('system.edit')}
          </Button>
          <Popconfirm
            title={t(isOn ? 'system.switchOffAsk' : 'system.switchOnAsk', { name })}
            okText={t(isOn ? 'system.switchOff' : 'system.switchOn')}
            cancelText={t('form.cancel')}
            onConfirm={() => turn.mutate({ params: { code }, body: { on: !isOn } })}
          >
            <Button size="small" type={isOn ? 'default' : 'primary'} loading={turn.isPending}>
              {t(isOn ? 'system.switchOff' : 'system.switchOn')}
            </Button>
          </Popconfirm>
        </div>
      </header>
      <dl className="yw-pairs">
        <dt>{t('system.code')}</dt>
        <dd>
          <code>{code}</code> · {t(`direction.${direction}`)}
        </dd>
        {direction === 'out' ? null : (
          <>
            <dt>{t('system.receives')}</dt>
            <dd>
              <code>{receives}</code> <CopyButton text={receives} what={t('system.receives')} />
            </dd>
          </>
        )}
        {system.address === null ? null : (
          <>
            <dt>{t('system.address')}</dt>
            <dd>
              <code>{system.address}</code>
            </dd>
          </>
        )}
        {system.contact === '' ? null : (
          <>
            <dt>{t('system.contact')}</dt>
            <dd>{system.contact}</dd>
          </>
        )}
        {system.note === '' ? null : (
          <>
            <dt>{t('system.note')}</dt>
            <dd className="exchange-note">{system.note}</dd>
          </>
        )}
      </dl>
      {system.pausedUntil === null ? null : (
        <Notice tone="warning">
          {t('system.paused', { failures: system.failures, time: shortTime(system.pausedUntil) })}
        </Notice>
      )}
      {isOn && !system.keys.some((key) => isKeyValid(key)) ? <Notice tone="warning">{t('system.noKey')}</Notice> : null}
      {failure === null ? null : <FailureAlert failure={failure} />}
      <KeyTable system={system} />
      {editing ? <SystemForm system={system} onClose={() => setEditing(false)} /> : null}
    </section>
  )
}
