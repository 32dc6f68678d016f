import { CaretDownFilled, CaretUpFilled } from '@ant-design/icons'
import type { AuditEntry } from '../contract.ts'
import { TimeText } from '#lib/ui'
import { useUnitsGiven } from './units.ts'
import { useAuditKinds } from './kinds.ts'
import { useAuditWords } from './words.ts'

interface EntryTableProps {
  readonly rows: readonly AuditEntry[]
  readonly newest: boolean
  readonly busy: boolean
  readonly open: number | undefined
  readonly onTurn: () => void
  readonly onOpen: (id: number) => void
}

/** The dense table of entries: who did what when, in a sentence. */
export function EntryTable({ rows, newest, busy, open, onTurn, onOpen }: EntryTableProps) {
  const t = useAuditWords()
  const kinds = useAuditKinds()
  const unitOf = useUnitName()
  return (
    <table className="audit-table" aria-label={t('table')} aria-busy={busy}>
      <thead>
        <tr>
          <th className="audit-c-time" aria-sort={newest ? 'descending' : 'ascending'}>
            <button type="button" onClick={onTurn}>
              {t('column.time')}
              {newest ? <CaretDownFilled /> : <CaretUpFilled />}
            </button>
          </th>
          <th className="audit-c-person">{t('column.person')}</th>
          <th className="audit-c-unit">{t('column.unit')}</th>
          <th>{t('column.what')}</th>
          <th className="audit-c-subject">{t('column.subject')}</th>
          <th className="audit-c-request">{t('column.request')}</th>
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => {
          const text = kinds.describe(row)
          const unit = unitOf(row)
          return (
            <tr
              key={row.id}
              className={row.id === open ? 'audit-row audit-row-open' : 'audit-row'}
              onClick={() => {
                if (getSelection()?.isCollapsed !== false) onOpen(row.id)
              }}
            >
              <td className="audit-clip">
                <TimeText at={row.recordedAt} full />
              </td>
              <td className="audit-clip" title={row.actor?.name ?? row.actor?.id}>
                {row.actor === null ? (
                  <span className="yw-quiet">{t('nobody')}</span>
                ) : (
                  (row.actor.name ?? row.actor.id)
                )}
              </td>
              <td className="audit-clip" title={unit}>
                {unit}
              </td>
              <td className="audit-clip" title={text}>
                {kinds.isSensitive(row.what) ? <span className="audit-sensitive">{t('sensitive')}</span> : null}
                <button type="button" className="audit-link" aria-label={`${text} ${t('open', { id: row.id })}`}>
                  {text}
                </button>
              </td>
              <td className="audit-clip yw-number" title={row.subjectName ?? row.subject ?? undefined}>
                {row.subjectName ?? row.subject ?? ''}
              </td>
              <td className="audit-clip yw-number yw-quiet">{row.requestId ?? ''}</td>
            </tr>
          )
        })}
      </tbody>
    </table>
  )
}

/** The unit's name as it was recorded; where only its id was, its present name. */
export function useUnitName(): (entry: AuditEntry) => string {
  const units = useUnitsGiven()
  return ({ actor }) => actor?.unitName ?? units.find((unit) => unit.id === actor?.unitId)?.name ?? actor?.unitId ?? ''
}

/** Grey bars where rows will be: the page does not jump when they come. */
export function TableSkeleton() {
  return (
    <div className="audit-skeleton" aria-hidden="true">
      {Array.from({ length: 14 }, (_, at) => (
        <div key={at}>
          <i style={{ width: 130 }} />
          <i style={{ width: 60 }} />
          <i style={{ width: 90 }} />
          <i style={{ width: `${25 + ((at * 17) % 25)}%` }} />
        </div>
      ))}
    </div>
  )
}
