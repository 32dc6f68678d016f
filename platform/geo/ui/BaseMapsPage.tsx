import { PlusOutlined } from '@ant-design/icons'
import { useQueryClient } from '@tanstack/react-query'
import { App, Button, Popconfirm, Spin } from 'antd'
import { useState } from 'react'
import {
  EmptyState,
  ErrorState,
  FailureAlert,
  keyOf,
  PageHeader,
  useCall,
  useCommand,
  useEvent,
  useKeys,
  useRead,
} from '#lib/ui'
import {
  BaseMapsChanged,
  listBaseMapSettings,
  removeBaseMap,
  switchBaseMap,
  tryBaseMap,
  type BaseMapSettings,
} from '../contract.ts'
import { BaseMapForm } from './BaseMapForm.tsx'
import { useGeoWords } from './words.ts'
import './geo.css'

/** The tile services that may be shown under the own map. */
export function BaseMapsPage() {
  const t = useGeoWords()
  const queries = useQueryClient()
  const maps = useRead(listBaseMapSettings, {})
  const [form, setForm] = useState<{ readonly map: BaseMapSettings | undefined } | undefined>(undefined)
  useEvent(BaseMapsChanged, () => void queries.invalidateQueries({ queryKey: keyOf(listBaseMapSettings) }))
  const add = () => setForm({ map: undefined })
  useKeys(t('bases.title'), [{ keys: 'n', label: t('bases.add'), run: add }])
  if (maps.error !== null && maps.data === undefined)
    return <ErrorState failure={maps.error} onRetry={() => void maps.refetch()} />
  return (
    <div className="geo-bases">
      <PageHeader
        title={t('bases.title')}
        actions={
          <Button type="primary" icon={<PlusOutlined aria-hidden="true" />} onClick={add}>
            {t('bases.add')}
          </Button>
        }
      />
      <p className="geo-bases-about">{t('bases.about')}</p>
      {maps.data === undefined ? (
        <Spin delay={300} />
      ) : maps.data.items.length === 0 ? (
        <EmptyState title={t('bases.none')} hint={t('bases.noneHint')} />
      ) : (
        maps.data.items.map((map) => <BaseMapCard key={map.id} map={map} onChange={() => setForm({ map })} />)
      )}
      {form === undefined ? null : <BaseMapForm map={form.map} onClose={() => setForm(undefined)} />}
    </div>
  )
}

function BaseMapCard({ map, onChange }: { readonly map: BaseMapSettings; readonly onChange: () => void }) {
  const t = useGeoWords()
  const { message } = App.useApp()
  const turn = useCommand(switchBaseMap)
  const remove = useCommand(removeBaseMap)
  const trial = useCall(tryBaseMap)
  const params = { id: map.id }
  const failure = trial.error ?? turn.error ?? remove.error
  return (
    <section className="geo-base" aria-label={map.name}>
      <header className="geo-base-head">
        <h2>{map.name}</h2>
        <span className={map.isOn ? 'geo-base-tag geo-base-on' : 'geo-base-tag'}>
          {t(map.isOn ? 'bases.on' : 'bases.off')}
        </span>
        <div className="geo-buttons geo-base-actions">
          <Button
            size="small"
            loading={trial.isPending}
            onClick={() =>
              trial.mutate(
                { params, body: {} },
                {
                  onSuccess: ({ bytes, milliseconds }) =>
                    void message.success(t('bases.tried', { kb: Math.ceil(bytes / 1024), milliseconds })),
                },
              )
            }
          >
            {t('bases.try')}
          </Button>
          <Button size="small" onClick={onChange}>
            {t('bases.edit')}
          </Button>
          <Popconfirm
            title={t('bases.removeAsk', { name: map.name })}
            okText={t('bases.remove')}
            cancelText={t('bases.cancel')}
            onConfirm={() => remove.mutate({ params, body: {} })}
          >
            <Button size="small" danger loading={remove.isPending}>
              {t('bases.remove')}
            </Button>
          </Popconfirm>
          <Button
            size="small"
            type={map.isOn ? 'default' : 'primary'}
            loading={turn.isPending}
            onClick={() => turn.mutate({ params, body: { on: !map.isOn } })}
          >
            {t(map.isOn ? 'bases.turnOff' : 'bases.turnOn')}
          </Button>
        </div>
      </header>
      <dl className="yw-pairs">
        <dt>{t('bases.url')}</dt>
        <dd>
          <code>{map.url}</code>
        </dd>
        <dt>{t('bases.attribution')}</dt>
        <dd>{[map.attribution, map.approvalNumber || t('bases.noApproval')].join(' · ')}</dd>
        <dt>{t('bases.datum')}</dt>
        <dd>
          {t(`bases.datums.${map.datum}`)} · {t('bases.zooms', { from: map.minZoom, to: map.maxZoom })}
          {map.hasKey ? ` · ${t('bases.hasKey')}` : ''}
        </dd>
      </dl>
      {failure === null ? null : <FailureAlert failure={failure} />}
    </section>
  )
}
