import { ClockCircleOutlined } from '@ant-design/icons'
import { SortHead, useSay } from '#lib/ui'
import type { Standard } from '../contract.ts'
import type { Overview } from './FilterRow.tsx'
import { ConfidenceTag, LimitTag } from './tags.tsx'
import { useGridWords } from './words.ts'

interface StandardTableProps {
  readonly rows: readonly Standard[]
  readonly versions: Overview['versions']
  readonly sort: string
  readonly opened: string | undefined
  readonly onSort: (sort: string | undefined) => void
  readonly onOpen: (id: string) => void
}

/** The dense table of standards: an item's conditions stand together, and its name once. */
export function StandardTable({ rows, versions, sort, opened, onSort, onOpen }: StandardTableProps) {
  const t = useGridWords()
  const say = useSay()
  const head = (by: 'code' | 'item' | 'limit' | 'confidence', className: string) => (
    <SortHead
      by={by}
      label={t(`column.${by}`)}
      className={className}
      sort={sort}
      // Up, then down, then as the list itself is ordered.
      onSort={(next) => onSort(sort === `-${by}` ? undefined : next)}
      first="up"
    />
  )
  return (
    <table className="yw-table grid-table" aria-label={t('tabs.standards')}>
      <thead>
        <tr>
          {head('code', 'grid-c-code')}
          {head('item', 'grid-c-item')}
          <th>{t('column.filing')}</th>
          {head('limit', 'grid-c-limit')}
          <th className="grid-c-closing">{t('column.closing')}</th>
          <th className="grid-c-version">{t('column.version')}</th>
          {head('confidence', 'grid-c-confidence')}
          <th className="grid-c-marks">{t('column.marks')}</th>
        </tr>
      </thead>
      <tbody>
        {rows.map((row, at) => {
          const above = rows[at - 1]
          const isFirst = above?.item.code !== row.item.code || above.version !== row.version || above.kind !== row.kind
          return (
            <tr
              key={row.id}
              className={[
                'yw-row',
                ...(row.id === opened ? ['yw-row-open'] : []),
                ...(row.state === 'retired' ? ['grid-row-retired'] : []),
                ...(isFirst ? [] : ['grid-row-same']),
              ].join(' ')}
              onClick={(event) => {
                if (event.target instanceof Element && event.target.closest('button') !== null) return
                // A click that marked text is not a wish to open.
                if (getSelection()?.isCollapsed === false) return
                onOpen(row.id)
              }}
            >
              <td className="grid-code yw-number" title={row.code}>
                {row.code}
              </td>
              <td className="grid-item" title={`${row.item.className} ${row.item.name}`}>
                {row.item.name === '' ? <i className="yw-quiet">{t('itemGone')}</i> : row.item.name}
              </td>
              <td className="yw-clip" title={row.filing}>
                <button type="button" className="yw-link" onClick={() => onOpen(row.id)}>
                  {row.filing}
                </button>
              </td>
              <td>
                <LimitTag limit={row.limit} />
              </td>
              <td className="yw-clip yw-quiet" title={row.closing}>
                {row.closing}
              </td>
              <td className="yw-clip">
                {say(
                  versions.find((one) => one.code === row.version)?.name ?? { 'zh-CN': row.version, en: row.version },
                )}
                <span className="yw-quiet"> {t(`kind.${row.kind}`)}</span>
              </td>
              <td>
                <ConfidenceTag level={row.confidence} />
              </td>
              <td className="yw-marks">
                {row.plannedFrom === null ? null : (
                  <ClockCircleOutlined
                    aria-label={t('plannedFrom', { day: row.plannedFrom })}
                    title={t('plannedFrom', { day: row.plannedFrom })}
                  />
                )}
                {row.state === 'valid' ? null : <span className="yw-tag">{t(`stateOf.${row.state}`)}</span>}
                {row.origin === 'delivered' ? null : (
                  <span className="yw-tag yw-tag-own">{t(row.origin === 'edited' ? 'edited' : 'imported')}</span>
                )}
              </td>
            </tr>
          )
        })}
      </tbody>
    </table>
  )
}
