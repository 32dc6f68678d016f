import type { AuditEntry } from '../contract.ts'
import { SortHead, TimeText } from '#lib/ui'
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
    <table className="yw-table" aria-label={t('table')} aria-busy={busy}>
      <thead>
        <tr>
          <SortHead
            className="audit-c-time"
            by="recorded"
            label={t('column.time')}
            sort={newest ? '-recorded' : 'recorded'}
            onSort={onTurn}
          />
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
              className={row.id === open ? 'yw-row yw-row-open' : 'yw-row'}
              onClick={() => {
                if (getSelection()?.isCollapsed !== false) onOpen(row.id)
              }}
            >
              <td className="yw-clip">
                <TimeText at={row.recordedAt} full />
              </td>
              <td className="yw-clip" title={row.actor?.name ?? row.actor?.id}>
                {row.actor === null ? (
                  // What no request asked for the system did by itself.
                  <span className="yw-quiet">{t(row.requestId === null ? 'system' : 'nobody')}</span>
                ) : (
                  (row.actor.name ?? row.actor.id)
                )}
              </td>
              <td className="yw-clip" title={unit}>
                {unit}
              </td>
              <td className="yw-clip" title={text}>
                <div className="yw-line">
                  {kinds.isSensitive(row.what) ? <span className="audit-sensitive">{t('sensitive')}</span> : null}
                  <button type="button" className="yw-link" aria-label={`${text} ${t('open', { id: row.id })}`}>
                    {text}
                  </button>
                </div>
              </td>
              <td className="yw-clip yw-number" title={row.subjectName ?? row.subject ?? undefined}>
                {kinds.subject(row)}
              </td>
              <td className="yw-clip yw-number yw-quiet" title={row.requestId ?? undefined}>
                {row.requestId ?? ''}
              </td>
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
