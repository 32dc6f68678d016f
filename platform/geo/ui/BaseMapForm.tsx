import { App, Input, InputNumber, Modal, Select } from 'antd'
import { useId, useState } from 'react'
import { FailureAlert, useCommand } from '#lib/ui'
import { addBaseMap, changeBaseMap, type BaseMapSettings } from '../contract.ts'
import { useGeoWords } from './words.ts'

interface BaseMapFormProps {
  /** undefined: a new one is set up */
  readonly map: BaseMapSettings | undefined
  readonly onClose: () => void
}

const fresh = {
  name: '',
  url: '',
  subdomains: '',
  attribution: '',
  approvalNumber: '',
  datum: 'cgcs2000' as BaseMapSettings['datum'],
  minZoom: 1,
  maxZoom: 18,
}

/** What is said of a base map. Its key is never shown again: an empty field leaves it as it is. */
export function BaseMapForm({ map, onClose }: BaseMapFormProps) {
  const t = useGeoWords()
  const id = useId()
  const { message } = App.useApp()
  const add = useCommand(addBaseMap)
  const change = useCommand(changeBaseMap)
  const [said, setSaid] = useState(() => ({ ...fresh, ...map }))
  const [key, setKey] = useState('')
  const put = (changes: Partial<typeof fresh>): void => setSaid((before) => ({ ...before, ...changes }))
  const failure = add.error ?? change.error
  const needsKey = said.url.includes('{key}')
  const complete = said.name.trim() !== '' && said.url.trim().length > 9 && said.attribution.trim() !== ''
  const save = () => {
    const { name, url, subdomains, attribution, approvalNumber, datum, minZoom, maxZoom } = said
    const details = { name, url, subdomains, attribution, approvalNumber, datum, minZoom, maxZoom }
    const given = needsKey ? key.trim() : ''
    const onSuccess = () => {
      void message.success(t('bases.saved'))
      onClose()
    }
    if (map === undefined) add.mutate({ body: { ...details, key: given === '' ? null : given } }, { onSuccess })
    else
      change.mutate(
        {
          params: { id: map.id },
          body: {
            ...details,
            version: map.version,
            ...(given !== '' ? { key: given } : needsKey ? {} : { key: null }),
          },
        },
        { onSuccess },
      )
  }
  const texts = [
    ['name', 40, 'nameHint'],
    ['url', 1000, 'urlHint'],
    ['subdomains', 100, 'subdomainsHint'],
    ['attribution', 200, 'attributionHint'],
    ['approvalNumber', 60, 'approvalNumberHint'],
  ] as const
  return (
    <Modal
      open
      title={map === undefined ? t('bases.add') : t('bases.change', { name: map.name })}
      okText={t('bases.save')}
      cancelText={t('bases.cancel')}
      okButtonProps={{ disabled: !complete, loading: add.isPending || change.isPending }}
      onOk={save}
      onCancel={onClose}
      width={680}
    >
      <div className="geo-base-form">
        {texts
          .filter(([name]) => name !== 'subdomains' || said.url.includes('{s}'))
          .map(([name, maxLength, hint]) => (
            <div key={name} className="geo-base-field">
              <label htmlFor={`${id}${name}`}>{t(`bases.${name}`)}</label>
              <div>
                <Input
                  id={`${id}${name}`}
                  autoFocus={name === 'name'}
                  maxLength={maxLength}
                  value={said[name]}
                  onChange={(event) => put({ [name]: event.target.value })}
                />
                <span className="yw-quiet yw-small">{t(`bases.${hint}`)}</span>
              </div>
            </div>
          ))}
        {needsKey ? (
          <div className="geo-base-field">
            <label htmlFor={`${id}key`}>{t('bases.key')}</label>
            <div>
              <Input.Password
                id={`${id}key`}
                autoComplete="off"
                maxLength={200}
                value={key}
                placeholder={map?.hasKey === true ? t('bases.keyKept') : ''}
                onChange={(event) => setKey(event.target.value)}
              />
              <span className="yw-quiet yw-small">{t('bases.keyHint')}</span>
            </div>
          </div>
        ) : null}
        <div className="geo-base-field">
          <label htmlFor={`${id}datum`}>{t('bases.datum')}</label>
          <Select
            id={`${id}datum`}
            value={said.datum}
            options={(['cgcs2000', 'wgs84', 'gcj02'] as const).map((value) => ({
              value,
              label: t(`bases.datums.${value}`),
            }))}
            onChange={(datum) => put({ datum })}
          />
        </div>
        <div className="geo-base-field">
          <label htmlFor={`${id}zoom`}>{t('bases.zoom')}</label>
          <div className="geo-buttons">
            <InputNumber
              id={`${id}zoom`}
              min={0}
              max={22}
              value={said.minZoom}
              onChange={(minZoom) => put({ minZoom: minZoom ?? 0 })}
            />
            –
            <InputNumber
              aria-label={t('bases.maxZoom')}
              min={0}
              max={22}
              value={said.maxZoom}
              onChange={(maxZoom) => put({ maxZoom: maxZoom ?? 22 })}
            />
          </div>
        </div>
      </div>
      {failure === null ? null : <FailureAlert failure={failure} />}
    </Modal>
  )
}
