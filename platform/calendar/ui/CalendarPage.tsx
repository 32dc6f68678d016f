import { useQueryClient } from '@tanstack/react-query'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { Tag } from 'antd'
import { keyOf, PageHeader, useEvent, useNow, useRead, Tabs } from '#lib/ui'
import { CalendarChanged, dayOf, dayText, explainDeadline, getYear, listChanges, listProfiles } from '../contract.ts'
import { ChangesTab } from './ChangesTab.tsx'
import { DeadlineTab } from './DeadlineTab.tsx'
import { HoursTab } from './HoursTab.tsx'
import { parseCalendarSearch, tabs, type CalendarTab } from './search.ts'
import { useCalendarWords } from './words.ts'
import { YearTab } from './YearTab.tsx'
import './calendar.css'

/** The working calendar: which days and hours count, who works when, and what a limit comes to. */
export function CalendarPage() {
  const t = useCalendarWords()
  const queries = useQueryClient()
  const navigate = useNavigate()
  const thisYear = Number(dayText(dayOf(useNow())).slice(0, 4))
  const { tab = 'year', year = thisYear } = parseCalendarSearch(useSearch({ strict: false }))
  const go = (next: { readonly tab: CalendarTab; readonly year: number }, replace: boolean) =>
    void navigate({
      to: '/calendar',
      search: {
        tab: next.tab === 'year' ? undefined : next.tab,
        year: next.year === thisYear ? undefined : next.year,
      } as never,
      replace,
    })
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
        onPick={(code) => go({ tab: code, year }, false)}
      />
      <div id="calendar-panel" role="tabpanel" aria-labelledby={`calendar-tab-${tab}`}>
        {tab === 'year' ? <YearTab year={year} onYear={(to) => go({ tab, year: to }, true)} /> : null}
        {tab === 'hours' ? <HoursTab /> : null}
        {tab === 'deadline' ? <DeadlineTab /> : null}
        {tab === 'changes' ? <ChangesTab /> : null}
      </div>
    </div>
  )
}
