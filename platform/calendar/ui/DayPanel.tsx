import { Button, Input, Radio } from 'antd'
import { useState } from 'react'
import { FailureAlert, Notice, useCommand, useSay } from '#lib/ui'
import { momentWords, restoreDays, setDays, undoDays, type CalendarYear } from '../contract.ts'
import { classes, markOf } from './MonthGrid.tsx'
import { useCalendarWords } from './words.ts'
import type { Choice } from './YearTab.tsx'

interface DayPanelProps {
  readonly year: CalendarYear
  readonly today: string
  readonly choice: Choice | undefined
  readonly onPick: (day: string, extend: boolean) => void
}

/** What is said of the chosen days, and the way to say something else. */
export function DayPanel({ year, today, choice, onPick }: DayPanelProps) {
  const t = useCalendarWords()
  if (choice === undefined) {
    return (
      <aside className="calendar-side" aria-label={t('day.panel')}>
        <p className="yw-quiet">{t('day.none')}</p>
        <Legend />
        <Overrides year={year} onPick={onPick} />
      </aside>
    )
  }
  const [first, last] = [choice.anchor, choice.other].toSorted() as [string, string]
  const days = year.days.filter((one) => one.day >= first && one.day <= last)
  return (
    <aside className="calendar-side" aria-label={t('day.panel')}>
      <h2 className="yw-number">{first === last ? first : `${first} – ${last}`}</h2>
      {days.length === 1 ? <DayFacts day={days[0]!} /> : <p>{t('day.range', { count: days.length })}</p>}
      {year.mayEdit ? <DayForm first={first} last={last} days={days} past={first < today} /> : null}
      <Legend />
    </aside>
  )
}

function DayFacts({ day }: { readonly day: CalendarYear['days'][number] }) {
  const t = useCalendarWords()
  const say = useSay()
  return (
    <dl className="calendar-facts">
      <dt>{t(`year.kind.${day.kind}`)}</dt>
      <dd>
        {day.working ? t('day.working') : t('day.off')}
        {day.name === null ? '' : ` · ${say(day.name)}`}
      </dd>
      {day.override === null ? null : (
        <dd className="yw-quiet yw-small">
          {day.override.by === null
            ? t('day.byData')
            : t('day.by', {
                who: day.override.by,
                at: say(momentWords(Math.floor(Date.parse(day.override.at) / 60_000) * 60_000)),
              })}
        </dd>
      )}
    </dl>
  )
}

interface DayFormProps {
  readonly first: string
  readonly last: string
  readonly days: CalendarYear['days']
  readonly past: boolean
}

function DayForm({ first, last, days, past }: DayFormProps) {
  const t = useCalendarWords()
  const set = useCommand(setDays)
  const restore = useCommand(restoreDays)
  const undo = useCommand(undoDays)
  const [working, setWorking] = useState(days[0]?.working === false)
  const [reason, setReason] = useState(days[0]?.override?.reason ?? '')
  const [made, setMade] = useState<{ readonly text: string; readonly revision: number } | undefined>(undefined)
  const range = first === last ? first : `${first} – ${last}`
  const failure = set.error ?? restore.error ?? undo.error
  // The way back stays beside the button until other days are chosen; a passing message would be missed.
  const done = (text: string, revision: number) => {
    undo.reset()
    setMade({ text, revision })
  }
  const takeBack = (revision: number) =>
    undo.mutate({ body: { revision } }, { onSuccess: () => setMade({ text: t('day.undone', { range }), revision: 0 }) })
  const save = () => {
    if (reason.trim() === '' || set.isPending) return
    set.mutate(
      { body: { firstDay: first, lastDay: last, working, reason: reason.trim() } },
      { onSuccess: ({ revision }) => done(t('day.saved', { range }), revision) },
    )
  }
  const reset = () =>
    restore.mutate(
      { body: { firstDay: first, lastDay: last } },
      { onSuccess: ({ revision }) => done(t('day.restored', { range }), revision) },
    )
  return (
    <form
      className="calendar-form"
      onSubmit={(event) => {
        event.preventDefault()
        save()
      }}
    >
      <Radio.Group
        aria-label={t('day.set')}
        optionType="button"
        value={working}
        onChange={(event) => setWorking(event.target.value as boolean)}
        options={[
          { value: true, label: t('day.working') },
          { value: false, label: t('day.off') },
        ]}
      />
      <label htmlFor="calendar-reason">{t('day.reason')}</label>
      <Input
        id="calendar-reason"
        required
        maxLength={100}
        value={reason}
        placeholder={t('day.reasonHint')}
        onChange={(event) => setReason(event.target.value)}
      />
      {past ? <Notice tone="info">{t('day.past')}</Notice> : null}
      {failure === null ? null : <FailureAlert failure={failure} />}
      {made === undefined ? null : (
        <Notice tone="done">
          {made.text}{' '}
          {made.revision === 0 ? null : (
            <Button type="link" size="small" loading={undo.isPending} onClick={() => takeBack(made.revision)}>
              {t('day.undo')}
            </Button>
          )}
        </Notice>
      )}
      <div className="calendar-buttons">
        <Button type="primary" htmlType="submit" disabled={reason.trim() === ''} loading={set.isPending}>
          {t('day.save')}
        </Button>
        {days.some((one) => one.override !== null) ? (
          <Button onClick={reset} loading={restore.isPending}>
            {t('day.restore')}
          </Button>
        ) : null}
      </div>
    </form>
  )
}

function Legend() {
  const t = useCalendarWords()
  const signs = [
    ['holiday', 'legendHoliday'],
    ['makeup', 'legendMakeup'],
    ['on', 'legendOn'],
    ['off', 'legendOff'],
  ] as const
  return (
    <section className="calendar-legend">
      <h3>{t('year.legend')}</h3>
      <ul>
        {signs.map(([mark, text]) => (
          <li key={mark}>
            <span className={`calendar-sign calendar-${classes[mark]}`}>{t(`year.mark.${mark}`)}</span>{' '}
            {t(`year.${text}`)}
          </li>
        ))}
        <li>
          <span className="calendar-sign calendar-free">6</span> {t('year.legendWeekend')}
        </li>
      </ul>
    </section>
  )
}

function Overrides({ year, onPick }: Pick<DayPanelProps, 'year' | 'onPick'>) {
  const t = useCalendarWords()
  const ones = year.days.filter((one) => one.override !== null)
  return (
    <section className="calendar-legend">
      <h3>{t('day.overrides')}</h3>
      {ones.length === 0 ? <p className="yw-quiet">{t('day.noOverrides')}</p> : null}
      <ul className="calendar-list">
        {ones.map((one) => (
          <li key={one.day}>
            <button type="button" onClick={() => onPick(one.day, false)}>
              <span className="yw-number">{one.day.slice(5)}</span>{' '}
              <span className={`calendar-sign calendar-${classes[markOf(one)!]}`}>
                {t(`year.mark.${markOf(one)!}`)}
              </span>{' '}
              {one.override?.reason}
            </button>
          </li>
        ))}
      </ul>
    </section>
  )
}
