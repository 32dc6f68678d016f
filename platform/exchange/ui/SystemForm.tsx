import { App, Input, Modal, Radio } from 'antd'
import { useId, useState } from 'react'
import { FailureAlert, useCommand } from '#lib/ui'
import { changeSystem, registerSystem, type System } from '../contract.ts'
import { useExchangeWords } from './words.ts'

interface SystemFormProps {
  /** undefined: a new one is registered */
  readonly system: System | undefined
  readonly onClose: () => void
}

/** What is said of an outside system. */
export function SystemForm({ system, onClose }: SystemFormProps) {
  const t = useExchangeWords()
  const id = useId()
  const { message } = App.useApp()
  const register = useCommand(registerSystem)
  const change = useCommand(changeSystem)
  const [code, setCode] = useState(system?.code ?? '')
  const [name, setName] = useState(system?.name ?? '')
  const [direction, setDirection] = useState<System['direction']>(system?.direction ?? 'in')
  const [address, setAddress] = useState(system?.address ?? '')
  const [contact, setContact] = useState(system?.contact ?? '')
  const [note, setNote] = useState(system?.note ?? '')
  const failure = register.error ?? change.error
  const sends = direction !== 'in'
  const complete =
    /^[a-z][a-z0-9_-]{1,39}$/.test(code) && name.trim() !== '' && (!sends || /^https?:\/\/./i.test(address.trim()))
  const save = () => {
    const details = { name: name.trim(), direction, address: sends ? address.trim() : null, contact, note }
    const onSuccess = () => {
      void message.success(t('form.saved'))
      onClose()
    }
    if (system === undefined) register.mutate({ body: { code, ...details } }, { onSuccess })
    else change.mutate({ params: { code: system.code }, body: { ...details, version: system.version } }, { onSuccess })
  }
  return (
    <Modal
      open
      title={system === undefined ? t('form.add') : t('form.edit', { name: system.name })}
      okText={t('form.save')}
      cancelText={t('form.cancel')}
      okButtonProps={{ disabled: !complete, loading: register.isPending || change.isPending }}
      onOk={save}
      onCancel={onClose}
      width={600}
    >
      <div className="exchange-form">
        <label htmlFor={`${id}name`}>{t('form.name')}</label>
        <Input
          id={`${id}name`}
          autoFocus
          maxLength={80}
          value={name}
          placeholder={t('form.nameHint')}
          onChange={(event) => setName(event.target.value)}
        />
        <label htmlFor={`${id}code`}>{t('form.code')}</label>
        <div>
          <Input
            id={`${id}code`}
            maxLength={40}
            disabled={system !== undefined}
            value={code}
            onChange={(event) => setCode(event.target.value)}
          />
          <span className="yw-quiet yw-small">{t('form.codeHint')}</span>
        </div>
        <span>{t('form.direction')}</span>
        <Radio.Group
          aria-label={t('form.direction')}
          value={direction}
          options={(['in', 'out', 'both'] as const).map((value) => ({ value, label: t(`direction.${value}`) }))}
          onChange={(event) => setDirection(event.target.value as System['direction'])}
        />
        {sends ? (
          <>
            <label htmlFor={`${id}address`}>{t('form.address')}</label>
            <Input
              id={`${id}address`}
              maxLength={500}
              value={address}
              placeholder={t('form.addressHint')}
              onChange={(event) => setAddress(event.target.value)}
            />
          </>
        ) : null}
        <label htmlFor={`${id}contact`}>{t('form.contact')}</label>
        <Input
          id={`${id}contact`}
          maxLength={200}
          value={contact}
          placeholder={t('form.contactHint')}
          onChange={(event) => setContact(event.target.value)}
        />
        <label htmlFor={`${id}note`}>{t('form.note')}</label>
        <Input.TextArea
          id={`${id}note`}
          maxLength={1000}
          autoSize={{ minRows: 2, maxRows: 6 }}
          value={note}
          onChange={(event) => setNote(event.target.value)}
        />
      </div>
      {failure === null ? null : <FailureAlert failure={failure} />}
    </Modal>
  )
}
