import { useQueryClient } from '@tanstack/react-query'
import { Tag } from 'antd'
import { useState } from 'react'
import { keyOf, PageHeader, useEvent, useRead, Tabs } from '#lib/ui'
import { CalendarChanged, dayOf, dayText, explainDeadline, getYear, listChanges, listProfiles } from '../contract.ts'
import { ChangesTab } from './ChangesTab.tsx'
import { DeadlineTab } from './DeadlineTab.tsx'
import { HoursTab } from './HoursTab.tsx'
import { useCalendarWords } from './words.ts'
import { YearTab } from './YearTab.tsx'
import './calendar.css'

const tabs = ['year', 'hours', 'deadline', 'changes'] as const
type Tab = (typeof tabs)[number]

/** The working calendar: which days and hours count, who works when, and what a limit comes to. */
export function CalendarPage() {
  const t = useCalendarWords()
  const queries = useQueryClient()
  const [tab, setTab] = useState<Tab>('year')
  const [year, setYear] = useState(() => Number(dayText(dayOf(Date.now())).slice(0, 4)))
  const profiles = useRead(listProfiles, {})
  useEvent(CalendarChanged, () => {
    for (const route of [getYear, listProfiles, listChanges, explainDeadline])
      void queries.invalidateQueries({ queryKey: keyOf(route) })
  })
  return (
    <div className="calendar-page">
      <PageHeader
        title={t('title')}
        aside={profiles.data?.mayEdit === false ? <Tag variant="outlined">{t('readOnly')}</Tag> : undefined}
      />
      <Tabs
        id="calendar"
        label={t('tab.label')}
        tabs={tabs.map((code) => ({ code, name: t(`tab.${code}`) }))}
        current={tab}
        onPick={setTab}
      />
      <div id="calendar-panel" role="tabpanel" aria-labelledby={`calendar-tab-${tab}`}>
        {tab === 'year' ? <YearTab year={year} onYear={setYear} /> : null}
        {tab === 'hours' ? <HoursTab /> : null}
        {tab === 'deadline' ? <DeadlineTab /> : null}
        {tab === 'changes' ? <ChangesTab /> : null}
      </div>
    </div>
  )
}
