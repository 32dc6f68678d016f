import { Link, useNavigate } from '@tanstack/react-router'
import type { CaseRow, CaseSort, KindDefinition } from '../contract.ts'
import { SortHead, StateTag, TimeText, useNow, usePart, useSay } from '#lib/ui'
import { dueClock } from './due.ts'
import { ClockLight } from './ClockLight.tsx'
import { Countdown } from './Countdown.tsx'
import type { ClockView } from './clock-view.ts'
import { FieldValue } from './FieldValue.tsx'
import { columnFields, isUrgent, valueText } from './kinds.ts'
import { recentChanges } from './live.ts'
import { Marks } from './Marks.tsx'
import { SourceNumber } from './SourceNumber.tsx'
import { useCaseWords } from './words.ts'

interface CaseTableProps {
  readonly kind: KindDefinition
  readonly rows: readonly CaseRow[]
  readonly sort: CaseSort
  readonly busy: boolean
  readonly gone: (id: string) => boolean
  readonly onSort: (sort: CaseSort) => void
  readonly onOpen: (row: CaseRow, index: number) => void
}

/** The dense table of cases. A row is a link; the whole of it may be clicked. */
export function CaseTable({ kind, rows, sort, busy, gone, onSort, onOpen }: CaseTableProps) {
  const t = useCaseWords()
  const say = useSay()
  const facts = columnFields(kind)
  const source = kind.fields.find((field) => field.key === kind.sourceNumberField)
  const outer = kind.fields.find((field) => field.key === kind.outerDueField)
  return (
    <table
      className={source === undefined ? 'yw-table' : 'yw-table cases-outer'}
      aria-label={t('list.table')}
      aria-busy={busy}
    >
      <thead>
        <tr>
          <SortHead className="cases-c-due" by="due" first="up" label={t('list.due')} sort={sort} onSort={onSort} />
          {source === undefined ? null : <th className="cases-c-source">{say(source.name)}</th>}
          {outer === undefined ? null : <th className="cases-c-time">{say(outer.name)}</th>}
          <SortHead className="cases-c-number" by="number" label={t('list.number')} sort={sort} onSort={onSort} />
          <th>{t('list.title')}</th>
          <th className="cases-c-state">{t('list.state')}</th>
          <th className="cases-c-holder">{t('list.holder')}</th>
          {facts.map((field, at) => (
            <th key={field.key} className={`cases-c-fact cases-c-fact-${at}`}>
              {say(field.name)}
            </th>
          ))}
          <SortHead className="cases-c-time" by="opened" label={t('list.opened')} sort={sort} onSort={onSort} />
          <SortHead className="cases-c-ago" by="changed" label={t('list.changed')} sort={sort} onSort={onSort} />
        </tr>
      </thead>
      <tbody>
        {rows.map((row, index) => (
          <Row key={row.id} row={row} kind={kind} facts={facts} gone={gone(row.id)} onOpen={() => onOpen(row, index)} />
        ))}
      </tbody>
    </table>
  )
}

interface RowProps {
  readonly row: CaseRow
  readonly kind: KindDefinition
  readonly facts: ReturnType<typeof columnFields>
  readonly gone: boolean
  readonly onOpen: () => void
}

const flashTime = 2400

function Row({ row, kind, facts, gone, onOpen }: RowProps) {
  const t = useCaseWords()
  const say = useSay()
  const navigate = useNavigate()
  const now = useNow()
  const clock = dueClock(kind, row)
  const change = usePart(recentChanges, (changes) => changes.get(row.id))
  const code = gone ? (change?.state ?? row.state) : row.state
  const state = kind.states.find((one) => one.code === code)
  const flash = change !== undefined && now - change.at < flashTime
  const names = ['yw-row', ...(flash ? ['cases-row-flash'] : []), ...(gone ? ['cases-row-gone'] : [])]
  return (
    <tr
      className={names.join(' ')}
      onClick={(event) => {
        // A click that marked text, or was meant for a new tab, is not a wish to leave the list.
        if (event.target instanceof Element && event.target.closest('a') !== null) return
        if (getSelection()?.isCollapsed === false) return
        onOpen()
        void navigate({ to: '/cases/$id', params: { id: row.id } })
      }}
    >
      <td className="yw-nowrap cases-due">
        {gone || clock === undefined ? <DueNone row={row} /> : <DueCell clock={clock} />}
      </td>
      {kind.sourceNumberField === undefined ? null : (
        <td className="yw-nowrap" title={row.sourceNumber ?? undefined}>
          {row.sourceNumber === null ? '' : <SourceNumber number={row.sourceNumber} />}
        </td>
      )}
      {kind.outerDueField === undefined ? null : (
        <td className="yw-nowrap">{row.outerDueAt === null ? '' : <TimeText at={row.outerDueAt} narrow />}</td>
      )}
      <td className="yw-number yw-nowrap">{row.number}</td>
      <td className="yw-clip cases-title" title={row.title}>
        <Link to="/cases/$id" params={{ id: row.id }} onClick={onOpen} data-case={row.id} className="yw-link">
          {isUrgent(row) ? <span className="case-mark case-mark-strong">{t('list.urgent')}</span> : null}
          <Marks kind={kind} marks={row.marks} />
          {row.title}
        </Link>
      </td>
      <td className="cases-table-state">
        <StateTag name={state === undefined ? code : say(state.name)} stage={state?.stage ?? 'waiting'} />
      </td>
      <td className="yw-clip" title={row.holder?.name ?? row.platform?.name}>
        {gone ? '' : (row.holder?.name ?? <span className="yw-quiet">{row.platform?.name ?? t('list.noHolder')}</span>)}
      </td>
      {facts.map((field, at) => {
        const value = row.facts[field.key]
        const text = value === undefined || field.type === 'code' ? undefined : valueText(field, value, say)
        return (
          <td key={field.key} className={`yw-clip cases-c-fact-${at}`} title={text}>
            {value === undefined ? '' : <FieldValue field={field} value={value} />}
          </td>
        )
      })}
      <td className="yw-nowrap">
        <TimeText at={row.openedAt} narrow />
      </td>
      <td className="yw-nowrap yw-quiet cases-c-ago">
        {gone ? t('list.gone') : <TimeText at={row.changedAt} relative />}
      </td>
    </tr>
  )
}

function DueCell({ clock }: { readonly clock: ClockView }) {
  const say = useSay()
  return (
    <span title={say(clock.name)}>
      <ClockLight clock={clock} bare /> <Countdown clock={clock} />
    </span>
  )
}

/** No clock runs: the case is at an end, or rests. */
function DueNone({ row }: { readonly row: CaseRow }) {
  const t = useCaseWords()
  return <span className="yw-quiet">{row.closedAt === null ? t('list.noClock') : ''}</span>
}
