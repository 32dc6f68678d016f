import { CaretRightOutlined, ClockCircleOutlined } from '@ant-design/icons'
import { useState, type ReactNode } from 'react'
import { SortHead, usePreferences, useRead, cityDay } from '#lib/ui'
import { listEntries, type DictionaryDefinition, type Entry } from '../contract.ts'
import { widthOf, type ColumnsInSight } from './columns-in-sight.ts'
import { ConfidenceTag, DeliveredTag, entryName, useAttributeText } from './tags.tsx'
import { useDictionaryWords } from './words.ts'

interface EntryTableProps {
  readonly definition: DictionaryDefinition
  readonly columns: ColumnsInSight
  readonly rows: readonly Entry[]
  readonly tree: boolean
  readonly showVersion: boolean
  readonly sort: string
  readonly opened: string | undefined
  readonly onSort: (sort: string | undefined) => void
  readonly onOpen: (entry: Entry) => void
}

/** The dense table of entries; where the dictionary has levels, a row opens to what is below it. */
export function EntryTable(props: EntryTableProps) {
  const { definition, columns, rows, sort, onSort, showVersion } = props
  const t = useDictionaryWords()
  const { language } = usePreferences()
  const head = (by: string, label: string, className: string, width?: number) => (
    <SortHead
      key={by}
      by={by}
      label={label}
      className={className}
      sort={sort}
      onSort={(next) => onSort(sort === `-${by}` ? undefined : next)}
      first="up"
      {...(width === undefined ? {} : { width })}
    />
  )
  return (
    <table className="yw-table" aria-label={t('table')}>
      <thead>
        <tr>
          {head('code', t('column.code'), 'dict-c-code')}
          {head('name', t('column.name'), '', columns.nameWidth)}
          {showVersion ? <th className="dict-c-version">{t('column.version')}</th> : null}
          {definition.kinds.length > 1 ? <th className="dict-c-version">{t('column.kind')}</th> : null}
          {columns.shown.map((column) =>
            head(
              `attribute.${column.key}`,
              column.name[language],
              column.type === 'number' ? 'yw-right' : '',
              widthOf(column),
            ),
          )}
          {head('confidence', t('confidence.label'), 'dict-c-confidence')}
          <th className="dict-c-mark">{t('filter.delivered')}</th>
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <EntryRows key={row.id} row={row} depth={0} {...props} />
        ))}
      </tbody>
    </table>
  )
}

function EntryRows(props: EntryTableProps & { readonly row: Entry; readonly depth: number }): ReactNode {
  const { definition, columns, row, depth, tree, showVersion, opened, onOpen } = props
  const t = useDictionaryWords()
  const { language } = usePreferences()
  const text = useAttributeText()
  const [expanded, setExpanded] = useState(false)
  const name = entryName(row, language)
  const mayExpand = tree && row.children > 0
  const classes = [
    'yw-row',
    ...(row.id === opened ? ['yw-row-open'] : []),
    ...(row.state === 'retired' ? ['dict-row-retired'] : []),
  ]
  return (
    <>
      <tr
        className={classes.join(' ')}
        onClick={(event) => {
          if (event.target instanceof Element && event.target.closest('button') !== null) return
          // A click that marked text is not a wish to open.
          if (getSelection()?.isCollapsed === false) return
          onOpen(row)
        }}
      >
        <td className="yw-clip dict-code yw-number" title={row.code}>
          {row.code}
        </td>
        <td className="yw-clip" style={{ paddingLeft: 8 + depth * 20 }} title={name}>
          <div className="yw-line">
            {tree ? (
              mayExpand ? (
                <button
                  type="button"
                  className="dict-expand"
                  aria-expanded={expanded}
                  aria-label={`${expanded ? t('collapse') : t('expand')} ${name}`}
                  onClick={() => setExpanded(!expanded)}
                >
                  <CaretRightOutlined rotate={expanded ? 90 : 0} />
                </button>
              ) : (
                <span className="dict-expand" />
              )
            ) : null}
            <button
              type="button"
              className="yw-link"
              data-entry={row.id}
              onClick={() => onOpen(row)}
              onKeyDown={(event) => {
                if (!mayExpand || (event.key !== 'ArrowRight' && event.key !== 'ArrowLeft')) return
                event.preventDefault()
                setExpanded(event.key === 'ArrowRight')
              }}
            >
              {name}
            </button>
            {mayExpand ? <span className="yw-quiet yw-small">{t('below', { count: row.children })}</span> : null}
            {!tree && row.parentName !== null ? <span className="yw-quiet yw-small">{row.parentName}</span> : null}
          </div>
        </td>
        {showVersion ? (
          <td className="yw-clip">{definition.versions.find((one) => one.code === row.version)?.name[language]}</td>
        ) : null}
        {definition.kinds.length > 1 ? (
          <td className="yw-clip">{definition.kinds.find((one) => one.code === row.kind)?.name[language]}</td>
        ) : null}
        {columns.shown.map((column) => {
          const value = text(column, row.attributes[column.key])
          return (
            <td
              key={column.key}
              className={column.type === 'number' ? 'yw-clip yw-right yw-number' : 'yw-clip'}
              title={value}
            >
              {/^#[0-9a-f]{6}$/i.test(value) ? <Swatch colour={value} /> : null}
              {value}
            </td>
          )
        })}
        <td>
          <ConfidenceTag level={row.confidence} />
        </td>
        <td className="yw-marks">
          {row.plannedFrom === null ? null : (
            <ClockCircleOutlined title={t('plannedFrom', { day: cityDay(row.plannedFrom) })} />
          )}
          {row.state === 'valid' ? null : <span className="yw-tag">{t(`state.${row.state}`)}</span>}
          <DeliveredTag delivered={row.delivered} />
        </td>
      </tr>
      {expanded ? <Below {...props} depth={depth + 1} /> : null}
    </>
  )
}

function Swatch({ colour }: { readonly colour: string }) {
  return (
    <svg className="dict-swatch" width="12" height="12" aria-hidden="true">
      <rect width="12" height="12" rx="2" fill={colour} />
    </svg>
  )
}

/** As many as one look at; a level with more is searched, not scrolled. */
const belowSize = 500

function Below(props: EntryTableProps & { readonly row: Entry; readonly depth: number }) {
  const { definition, columns, row, depth } = props
  const t = useDictionaryWords()
  const { version, kind, code } = row
  const query = { version, kind, parent: code, pageSize: belowSize }
  const { data } = useRead(listEntries, { params: { dictionary: definition.code }, query }, { keep: true })
  const span = 4 + columns.shown.length + (props.showVersion ? 1 : 0) + (definition.kinds.length > 1 ? 1 : 0)
  if (data === undefined)
    return (
      <tr>
        <td colSpan={span} className="dict-waiting">
          …
        </td>
      </tr>
    )
  return (
    <>
      {data.items.map((one) => (
        <EntryRows key={one.id} {...props} row={one} depth={depth} />
      ))}
      {data.total > data.items.length ? (
        <tr>
          <td colSpan={span} className="yw-quiet">
            {t('more', { count: data.total - data.items.length })}
          </td>
        </tr>
      ) : null}
    </>
  )
}
