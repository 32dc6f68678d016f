import { DownloadOutlined } from '@ant-design/icons'
import { Button, Select, Table } from 'antd'
import { useId, useState } from 'react'
import { writeSheet } from '#lib/sheet/contract'
import {
  ErrorState,
  FailureAlert,
  fullTime,
  saveFile,
  SearchBox,
  TimeText,
  useCall,
  useJoin,
  useRead,
  useSay,
  DayInput,
} from '#lib/ui'
import { exportChanges, listChanges, listProfiles, type CalendarChange } from '../contract.ts'
import { useCalendarWords } from './words.ts'

const kinds = [
  'set_days',
  'restore_days',
  'undo_days',
  'add_profile',
  'set_hours',
  'assign_profile',
  'load_holidays',
  'load_city',
] as const

/** Who changed what, newest first. Nothing here can be changed: it is the history. */
export function ChangesTab() {
  const t = useCalendarWords()
  const id = useId()
  const text = useChangeText()
  const [filter, setFilter] = useState<{ what?: string; day?: string; q?: string }>({})
  const [page, setPage] = useState(1)
  const [pageSize, setPageSize] = useState(20)
  const answer = useRead(listChanges, { query: { ...filter, page, pageSize } }, { keep: true })
  const taking = useCall(exportChanges)
  const narrow = (change: { what?: string | undefined; day?: string | undefined; q?: string | undefined }) => {
    const next = Object.entries({ ...filter, ...change }).filter(([, value]) => value !== undefined && value !== '')
    setFilter(Object.fromEntries(next))
    setPage(1)
  }
  const take = () =>
    taking.mutate(
      { query: filter },
      { onSuccess: ({ items }) => saveFile(writeSheet(text.heads, items.map(text.cells)), `${t('tab.changes')}.csv`) },
    )
  if (answer.isError && answer.data === undefined)
    return <ErrorState failure={answer.error} onRetry={() => void answer.refetch()} />
  const isFiltered = Object.keys(filter).length > 0
  const table = (
    <Table<CalendarChange>
      size="small"
      rowKey="revision"
      loading={answer.isPending}
      dataSource={answer.data?.items ?? []}
      locale={{ emptyText: t(isFiltered ? 'changes.nothing' : 'changes.none') }}
      pagination={{
        current: page,
        pageSize,
        total: answer.data?.total ?? 0,
        showSizeChanger: true,
        onChange: (to, size) => {
          setPage(to)
          setPageSize(size)
        },
      }}
      columns={[
        { title: '#', dataIndex: 'revision', width: 64, className: 'yw-number' },
        { title: t('changes.at'), dataIndex: 'at', width: 180, render: (at: string) => <TimeText at={at} full /> },
        { title: t('changes.what'), dataIndex: 'what', width: 160, render: text.kind },
        {
          title: t('changes.days'),
          width: 220,
          render: (_, row) => text.days(row),
        },
        { title: t('changes.detail'), render: (_, row) => text.detail(row) },
        { title: t('changes.by'), width: 140, render: (_, row) => text.by(row) },
      ]}
    />
  )
  return (
    <>
      <search className="yw-filters" aria-label={t('changes.filter')}>
        <SearchBox label={t('changes.search')} value={filter.q ?? ''} onSearch={(q) => narrow({ q })} />
        <Select
          allowClear
          aria-label={t('changes.what')}
          placeholder={t('changes.what')}
          value={filter.what ?? null}
          options={kinds.map((one) => ({ value: `calendar.${one}`, label: t(`changes.kind.${one}`) }))}
          onChange={(what: string | null) => narrow({ what: what ?? undefined })}
          style={{ width: 190 }}
        />
        <label htmlFor={`${id}day`}>{t('changes.day')}</label>
        <DayInput id={`${id}day`} value={filter.day ?? ''} onChange={(day) => narrow({ day })} />
        {isFiltered ? (
          <Button type="link" size="small" onClick={() => narrow({ what: undefined, day: undefined, q: undefined })}>
            {t('changes.clear')}
          </Button>
        ) : null}
        <Button
          className="calendar-take"
          icon={<DownloadOutlined aria-hidden />}
          disabled={answer.data?.total === 0}
          loading={taking.isPending}
          onClick={take}
        >
          {t('changes.export')}
        </Button>
      </search>
      {taking.error === null ? null : <FailureAlert failure={taking.error} />}
      {table}
    </>
  )
}

/** What a change says in words: on the page and in the file alike. */
function useChangeText() {
  const t = useCalendarWords()
  const join = useJoin()
  const say = useSay()
  const { data } = useRead(listProfiles, {})
  const hours = (code: string): string => {
    const profile = data?.profiles.find((one) => one.code === code)
    return profile === undefined ? code : say(profile.name)
  }
  const kind = (what: string): string => {
    const known = kinds.find((one) => what === `calendar.${one}`)
    return known === undefined ? what : t(`changes.kind.${known}`)
  }
  const days = ({ firstDay, lastDay }: CalendarChange): string =>
    lastDay === null
      ? t('changes.after', { day: firstDay })
      : firstDay === lastDay
        ? firstDay
        : `${firstDay} – ${lastDay}`
  const detail = ({ what, detail: said }: CalendarChange): string => {
    const word = (key: string): string => (typeof said[key] === 'string' ? said[key] : '')
    const list = (key: string): string => (Array.isArray(said[key]) ? join(said[key].map(String)) : '')
    const parts: string[] = []
    if (typeof said['working'] === 'boolean') parts.push(t(said['working'] ? 'day.working' : 'day.off'))
    parts.push(word('reason'), hours(word('profile')), list('spans'), list('brought'))
    if (what === 'calendar.assign_profile') parts.push(said['units'] === null ? t('changes.default') : list('units'))
    if (typeof said['undone'] === 'number') parts.push(t('changes.undone', { revision: said['undone'] }))
    return parts.filter((part) => part !== '').join(' · ')
  }
  const by = (change: CalendarChange): string => change.by ?? t('changes.data')
  return {
    kind,
    days,
    detail,
    by,
    heads: ['#', t('changes.at'), t('changes.what'), t('changes.days'), t('changes.detail'), t('changes.by')],
    cells: (change: CalendarChange): string[] => [
      String(change.revision),
      fullTime(change.at),
      kind(change.what),
      days(change),
      detail(change),
      by(change),
    ],
  }
}
