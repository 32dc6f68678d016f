import { Table } from 'antd'
import { useState } from 'react'
import { ErrorState, TimeText, useRead } from '#lib/ui'
import { listChanges, type CalendarChange } from '../contract.ts'
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
  const [page, setPage] = useState(1)
  const [pageSize, setPageSize] = useState(20)
  const answer = useRead(listChanges, { query: { page, pageSize } }, { keep: true })
  if (answer.isError && answer.data === undefined)
    return <ErrorState failure={answer.error} onRetry={() => void answer.refetch()} />
  const kind = (what: string): string => {
    const known = kinds.find((one) => what === `calendar.${one}`)
    return known === undefined ? what : t(`changes.kind.${known}`)
  }
  return (
    <Table<CalendarChange>
      size="small"
      rowKey="revision"
      loading={answer.isPending}
      dataSource={answer.data?.items ?? []}
      locale={{ emptyText: t('changes.none') }}
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
        { title: t('changes.what'), dataIndex: 'what', width: 160, render: kind },
        {
          title: t('changes.days'),
          width: 220,
          render: (_, row) =>
            row.lastDay === null
              ? t('changes.after', { day: row.firstDay })
              : row.firstDay === row.lastDay
                ? row.firstDay
                : `${row.firstDay} – ${row.lastDay}`,
        },
        { title: t('changes.detail'), render: (_, row) => <Detail change={row} /> },
        { title: t('changes.by'), dataIndex: 'by', width: 140, render: (by: string | null) => by ?? t('changes.data') },
      ]}
    />
  )
}

/** What a change said, from its known fields. */
function Detail({ change: { what, detail } }: { readonly change: CalendarChange }) {
  const t = useCalendarWords()
  const text = (key: string): string => (typeof detail[key] === 'string' ? detail[key] : '')
  const list = (key: string): string => (Array.isArray(detail[key]) ? detail[key].join('、') : '')
  const parts: string[] = []
  if (typeof detail['working'] === 'boolean') parts.push(t(detail['working'] ? 'day.working' : 'day.off'))
  parts.push(text('reason'), text('profile'), list('spans'), list('brought'))
  if (what === 'calendar.assign_profile') parts.push(detail['units'] === null ? t('changes.default') : list('units'))
  if (typeof detail['undone'] === 'number') parts.push(t('changes.undone', { revision: detail['undone'] }))
  return <>{parts.filter((part) => part !== '').join(' · ')}</>
}
