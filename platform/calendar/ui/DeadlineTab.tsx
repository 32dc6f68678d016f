import { Button, DatePicker, InputNumber, Select } from 'antd'
import dayjs from 'dayjs'
import { useId, useState } from 'react'
import { ErrorState, FailureAlert, MomentInput, Notice, useRead, useSay } from '#lib/ui'
import { UnitSelect } from '#platform/org/ui'
import { explainDeadline, momentWords, timeUnits, type TimeUnit } from '../contract.ts'
import { useCalendarWords } from './words.ts'

const offsetMinutes = 8 * 60
/** The city's clock now, to the minute. */
const wallNow = (): string => new Date(Date.now() + offsetMinutes * 60_000).toISOString().slice(0, 16)

/** From + limit → deadline, with every day that counts or does not. */
export function DeadlineTab() {
  const t = useCalendarWords()
  const say = useSay()
  const id = useId()
  const [from, setFrom] = useState<string | null>(wallNow)
  const [amount, setAmount] = useState<number | null>(5)
  const [unit, setUnit] = useState<TimeUnit>('work_day')
  const [unitId, setUnitId] = useState<string | null>(null)
  const [percent, setPercent] = useState(80)
  const [pause, setPause] = useState<readonly [string, string] | null>(null)
  const complete = from !== null && amount !== null
  const answer = useRead(
    explainDeadline,
    {
      query: {
        from: `${from ?? '2000-01-01T00:00'}:00+08:00`,
        amount: amount ?? 0,
        unit,
        share: percent / 100,
        ...(unitId === null ? {} : { unitId }),
        ...(pause === null ? {} : { pausedAt: `${pause[0]}:00+08:00`, resumedAt: `${pause[1]}:00+08:00` }),
      },
    },
    { enabled: complete, keep: true },
  )
  const found = complete && !answer.isError ? answer.data : undefined
  return (
    <div className="calendar-calculator">
      <div className="calendar-question">
        <label htmlFor={`${id}from`}>{t('deadline.from')}</label>
        <div className="calendar-row">
          <MomentInput
            id={`${id}from`}
            value={from === null ? null : `${from}:00+08:00`}
            onChange={(iso) => setFrom(iso === null ? null : iso.slice(0, 16))}
          />
          <Button onClick={() => setFrom(wallNow())}>{t('deadline.now')}</Button>
        </div>
        <label htmlFor={`${id}amount`}>{t('deadline.amount')}</label>
        <div className="calendar-row">
          <InputNumber id={`${id}amount`} min={-10_000} max={10_000} value={amount} onChange={setAmount} />
          <Select
            aria-label={t('deadline.unitLabel')}
            value={unit}
            onChange={setUnit}
            options={timeUnits.map((one) => ({ value: one, label: t(`deadline.unit.${one}`) }))}
            style={{ width: 180 }}
          />
        </div>
        <label htmlFor={`${id}unit`}>{t('deadline.who')}</label>
        <UnitSelect
          id={`${id}unit`}
          clearable
          value={unitId}
          onChange={setUnitId}
          placeholder={t('deadline.whoDefault')}
        />
        <label htmlFor={`${id}share`}>{t('deadline.share')}</label>
        <InputNumber
          id={`${id}share`}
          min={0}
          max={100}
          precision={0}
          suffix="%"
          value={percent}
          onChange={(value) => setPercent(value ?? 80)}
          style={{ width: 110 }}
        />
        <label htmlFor={`${id}pause`}>{t('deadline.pause')}</label>
        <DatePicker.RangePicker
          id={{ start: `${id}pause`, end: `${id}resume` }}
          showTime={{ format: 'HH:mm' }}
          format="YYYY-MM-DD HH:mm"
          showNow={false}
          needConfirm={false}
          placeholder={[t('deadline.pausedAt'), t('deadline.resumedAt')]}
          value={pause === null ? null : [dayjs(pause[0]), dayjs(pause[1])]}
          onChange={(range) => {
            const [start, end] = [range?.[0], range?.[1]].map((one) => one?.format('YYYY-MM-DDTHH:mm'))
            setPause(start === undefined || end === undefined ? null : [start, end])
          }}
        />
      </div>
      <section className="calendar-answer" aria-live="polite" aria-busy={answer.isFetching}>
        {!complete ? <p className="yw-quiet">{t('deadline.enter')}</p> : null}
        {complete && answer.isError ? (
          answer.error.name === 'Refused' ? (
            <FailureAlert failure={answer.error} />
          ) : (
            <ErrorState failure={answer.error} onRetry={() => void answer.refetch()} />
          )
        ) : null}
        {found === undefined ? null : (
          <>
            <dl className="calendar-result">
              <div>
                <dt>{t('deadline.due')}</dt>
                <dd className="yw-number">{say(momentWords(Date.parse(found.paused?.deadline ?? found.deadline)))}</dd>
              </div>
              {found.warning === null ? null : (
                <div>
                  <dt>{t('deadline.warning', { percent })}</dt>
                  <dd className="yw-number">{say(momentWords(Date.parse(found.warning)))}</dd>
                </div>
              )}
              <div>
                <dt>{t('deadline.opening')}</dt>
                <dd className="yw-number">{say(momentWords(Date.parse(found.opening)))}</dd>
              </div>
            </dl>
            {found.unknownYears.length === 0 ? null : (
              <Notice tone="warning">{t('deadline.unknown', { years: found.unknownYears.join(', ') })}</Notice>
            )}
            <h2>{t('deadline.why')}</h2>
            <p>{say(found.head)}</p>
            {found.rule === null ? null : <p className="yw-quiet">{say(found.rule)}</p>}
            <ol className="calendar-ledger">
              {found.lines.map((line) => (
                <li key={`${line.firstDay} ${line.lastDay}`} className={line.counts ? 'calendar-counts' : ''}>
                  <span
                    className="calendar-tick"
                    role="img"
                    aria-label={t(line.counts ? 'deadline.counted' : 'deadline.skipped')}
                  >
                    {line.counts ? '✓' : '—'}
                  </span>
                  {say(line.words)}
                </li>
              ))}
            </ol>
            {found.paused === null ? null : (
              <>
                <h2>{t('deadline.pauseWhy')}</h2>
                <ol className="calendar-ledger">
                  {found.paused.lines.map((line) => (
                    <li key={line.en}>{say(line)}</li>
                  ))}
                </ol>
              </>
            )}
            <p className="yw-quiet yw-small">{t('deadline.version', { revision: found.revision })}</p>
          </>
        )}
      </section>
    </div>
  )
}
