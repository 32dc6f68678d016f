import { DeleteOutlined, PlusOutlined } from '@ant-design/icons'
import { App, Button, Input, Modal, Radio } from 'antd'
import { useId, useState } from 'react'
import { FailureAlert, useCommand, useSay, DayInput } from '#lib/ui'
import { addProfile, setHours, type Profile, type ProfileHours } from '../contract.ts'
import { ClockInput } from './ClockInput.tsx'
import { useCalendarWords } from './words.ts'

interface HoursFormProps {
  /** undefined: new working hours are made */
  readonly profile: Profile | undefined
  readonly today: string
  readonly onClose: () => void
}

/** Hours from a day on. The days before keep theirs, so that an old deadline can still be explained. */
export function HoursForm({ profile, today, onClose }: HoursFormProps) {
  const t = useCalendarWords()
  const say = useSay()
  const id = useId()
  const { message } = App.useApp()
  const add = useCommand(addProfile)
  const change = useCommand(setHours)
  const now = profile?.versions.findLast((one) => one.validFrom <= today) ?? profile?.versions[0]
  const [code, setCode] = useState('')
  const [nameZh, setNameZh] = useState('')
  const [nameEn, setNameEn] = useState('')
  const [validFrom, setValidFrom] = useState(today)
  const [opens, setOpens] = useState<ProfileHours['opens']>(now?.opens ?? 'work_days')
  const [dayEnd, setDayEnd] = useState<ProfileHours['dayEnd']>(now?.dayEnd ?? 'close')
  const [spans, setSpans] = useState(() =>
    (now?.spans ?? ['08:30-11:30', '13:00-17:00']).map((span) => {
      const [from, to] = span.split('-') as [string, string]
      return { from, to: to === '24:00' ? '00:00' : to }
    }),
  )
  const failure = add.error ?? change.error
  const pending = add.isPending || change.isPending
  const named =
    profile !== undefined || (/^[a-z][a-z0-9_]{0,31}$/.test(code) && nameZh.trim() !== '' && nameEn.trim() !== '')
  const complete = named && validFrom !== '' && spans.every((span) => span.from !== '' && span.to !== '')
  const save = () => {
    const hours = {
      validFrom,
      opens,
      dayEnd,
      // A clock has no 24:00: an end at midnight is the end of the day.
      spans: spans.map(({ from, to }) => `${from}-${to === '00:00' ? '24:00' : to}`),
    }
    const onSuccess = () => {
      void message.success(t('hours.saved', { day: validFrom }))
      onClose()
    }
    if (profile !== undefined) change.mutate({ params: { code: profile.code }, body: hours }, { onSuccess })
    else add.mutate({ body: { code, name: { 'zh-CN': nameZh.trim(), en: nameEn.trim() }, ...hours } }, { onSuccess })
  }
  const edit = (index: number, part: 'from' | 'to', value: string) =>
    setSpans(spans.map((span, at) => (at === index ? { ...span, [part]: value } : span)))
  return (
    <Modal
      open
      title={profile === undefined ? t('hours.add') : t('hours.editTitle', { name: say(profile.name) })}
      okText={t('hours.save')}
      cancelText={t('hours.cancel')}
      okButtonProps={{ disabled: !complete, loading: pending }}
      onOk={save}
      onCancel={onClose}
      destroyOnHidden
    >
      <div className="calendar-form">
        {profile === undefined ? (
          <>
            <label htmlFor={`${id}code`}>{t('hours.code')}</label>
            <Input
              id={`${id}code`}
              value={code}
              placeholder={t('hours.codeHint')}
              onChange={(event) => setCode(event.target.value)}
            />
            <label htmlFor={`${id}zh`}>{t('hours.nameZh')}</label>
            <Input id={`${id}zh`} maxLength={100} value={nameZh} onChange={(event) => setNameZh(event.target.value)} />
            <label htmlFor={`${id}en`}>{t('hours.nameEn')}</label>
            <Input id={`${id}en`} maxLength={100} value={nameEn} onChange={(event) => setNameEn(event.target.value)} />
          </>
        ) : null}
        <label htmlFor={`${id}day`}>{t('hours.validFrom')}</label>
        <DayInput id={`${id}day`} value={validFrom} onChange={setValidFrom} />
        <span>{t('hours.opensLabel')}</span>
        <Radio.Group
          aria-label={t('hours.opensLabel')}
          value={opens}
          onChange={(event) => setOpens(event.target.value as ProfileHours['opens'])}
          options={(['work_days', 'every_day'] as const).map((value) => ({ value, label: t(`hours.opens.${value}`) }))}
        />
        <span>{t('hours.spans')}</span>
        {spans.map((span, index) => (
          // oxlint-disable-next-line react/no-array-index-key -- spans have no identity but their place
          <div className="calendar-row" key={index}>
            <ClockInput
              label={t('hours.spanFrom', { count: index + 1 })}
              value={span.from}
              onChange={(value) => edit(index, 'from', value)}
            />
            –
            <ClockInput
              label={t('hours.spanTo', { count: index + 1 })}
              value={span.to}
              onChange={(value) => edit(index, 'to', value)}
            />
            <span className="yw-quiet yw-small">
              {span.to !== '' && span.to <= span.from && span.to !== '00:00' ? t('hours.nextDay') : ''}
            </span>
            {spans.length === 1 ? null : (
              <Button
                type="text"
                icon={<DeleteOutlined aria-hidden />}
                aria-label={t('hours.removeSpan', { count: index + 1 })}
                onClick={() => setSpans(spans.filter((_, at) => at !== index))}
              />
            )}
          </div>
        ))}
        {spans.length < 8 ? (
          <Button
            type="dashed"
            icon={<PlusOutlined aria-hidden />}
            onClick={() => setSpans([...spans, { from: '', to: '' }])}
          >
            {t('hours.addSpan')}
          </Button>
        ) : null}
        <span>{t('hours.dayEndLabel')}</span>
        <Radio.Group
          aria-label={t('hours.dayEndLabel')}
          value={dayEnd}
          onChange={(event) => setDayEnd(event.target.value as ProfileHours['dayEnd'])}
          options={(['close', 'same_time'] as const).map((value) => ({ value, label: t(`hours.dayEnd.${value}`) }))}
        />
        {failure === null ? null : <FailureAlert failure={failure} />}
      </div>
    </Modal>
  )
}
