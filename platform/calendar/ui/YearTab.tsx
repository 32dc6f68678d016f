import { LeftOutlined, RightOutlined } from '@ant-design/icons'
import { Button, InputNumber, Skeleton } from 'antd'
import { useState } from 'react'
import { ErrorState, Notice, useKeys, useNow, useRead } from '#lib/ui'
import { dayOf, dayText, getYear } from '../contract.ts'
import { DayPanel } from './DayPanel.tsx'
import { MonthGrid } from './MonthGrid.tsx'
import { firstYear, lastYear } from './search.ts'
import { useCalendarWords } from './words.ts'

/** Two days, as they were chosen; the earlier may be either. */
export interface Choice {
  readonly anchor: string
  readonly other: string
}

/** Twelve months on one sheet, and beside them what is said of the chosen days. */
export function YearTab({ year, onYear }: { readonly year: number; readonly onYear: (year: number) => void }) {
  const t = useCalendarWords()
  const answer = useRead(getYear, { params: { year } }, { keep: true })
  const [choice, setChoice] = useState<Choice | undefined>(undefined)
  const today = dayText(dayOf(useNow()))
  const go = (to: number) => {
    if (to < firstYear || to > lastYear) return
    setChoice(undefined)
    onYear(to)
  }
  useKeys(t('keys.title'), [
    { keys: '[', label: t('keys.previous'), run: () => go(year - 1) },
    { keys: ']', label: t('keys.next'), run: () => go(year + 1) },
  ])
  const data = answer.data
  const overrides = data?.days.filter((one) => one.override !== null) ?? []
  const pick = (day: string, extend: boolean) =>
    setChoice((before) => ({ anchor: extend && before !== undefined ? before.anchor : day, other: day }))
  return (
    <>
      <div className="calendar-bar">
        <Button icon={<LeftOutlined aria-hidden />} aria-label={t('year.previous')} onClick={() => go(year - 1)} />
        <InputNumber
          aria-label={t('tab.year')}
          min={firstYear}
          max={lastYear}
          precision={0}
          controls={false}
          value={year}
          onChange={(value) =>
            value !== null && Number.isInteger(value) && value >= firstYear && value <= lastYear && go(value)
          }
          style={{ width: 72 }}
        />
        <Button icon={<RightOutlined aria-hidden />} aria-label={t('year.next')} onClick={() => go(year + 1)} />
        <Button type="text" disabled={year === Number(today.slice(0, 4))} onClick={() => go(Number(today.slice(0, 4)))}>
          {t('year.today')}
        </Button>
        {data === undefined ? null : (
          <b className="calendar-count">{t('year.summary', { year: data.year, count: data.workdays })}</b>
        )}
      </div>
      {data !== undefined && !data.announced ? (
        <Notice tone="warning">{t('year.unknown', { year: data.year, count: overrides.length })}</Notice>
      ) : null}
      {answer.isError && data === undefined ? (
        <ErrorState failure={answer.error} onRetry={() => void answer.refetch()} />
      ) : data === undefined ? (
        <Skeleton active paragraph={{ rows: 12 }} />
      ) : (
        <div className="calendar-split">
          <MonthGrid year={data} today={today} choice={choice} onPick={pick} />
          <DayPanel
            key={`${choice?.anchor} ${choice?.other}`}
            year={data}
            today={today}
            choice={choice}
            onPick={pick}
          />
        </div>
      )}
    </>
  )
}
