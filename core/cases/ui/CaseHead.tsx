import type { ReactNode } from 'react'
import { CopyButton, StateTag, TimeText, usePageTitle, useSay } from '#lib/ui'
import type { CaseView } from '../contract.ts'
import { DueClock } from './CaseClocks.tsx'
import { isUrgent } from './kinds.ts'
import { Marks } from './Marks.tsx'
import { RelatedHint } from './RelatedCases.tsx'
import { SourceNumber } from './SourceNumber.tsx'
import { useCaseWords } from './words.ts'

/**
 * The head of a case: of one that came from outside first the number and the deadline it has there, since these are what
 * counts; then our own number, its state, what was put on it, and what is left of the time.
 */
export function CaseHead({ view, actions }: { readonly view: CaseView; readonly actions: ReactNode }) {
  const t = useCaseWords()
  const say = useSay()
  const { case: row, kind, timeline } = view
  usePageTitle(row.number)
  const source = kind.fields.find((field) => field.key === kind.sourceNumberField)
  const outer = kind.fields.find((field) => field.key === kind.outerDueField)
  const urged = timeline.filter((entry) => entry.action === 'urge' || entry.action === 'city_urge').length
  return (
    <header className="case-head">
      <div className="case-head-line">
        {row.sourceNumber === null || source === undefined ? null : (
          <span className="case-outer">
            <span className="case-label">{say(source.name)}</span> <SourceNumber number={row.sourceNumber} />
            <CopyButton text={row.sourceNumber} what={say(source.name)} />
            {row.outerDueAt === null || outer === undefined ? null : (
              <span className="case-outer-due">
                <span className="case-label">{say(outer.name)}</span> <TimeText at={row.outerDueAt} />
              </span>
            )}
          </span>
        )}
        <h1 className="yw-number">{row.number}</h1>
        <CopyButton text={row.number} what={t('caseNumber')} />
        <CaseState view={view} code={row.state} />
        {isUrgent(row) ? <span className="case-mark case-mark-strong">{t('list.urgent')}</span> : null}
        <Marks kind={kind} marks={row.marks} />
        {urged === 0 || row.marks.includes('urged') ? null : (
          <span className="case-mark case-mark-strong">{t('mark.urgedTimes', { count: urged })}</span>
        )}
        <DueClock view={view} />
      </div>
      <div className="case-head-line case-head-small">
        <span>{say(kind.name)}</span>
        <Meta label={t('page.platform')} value={row.platform?.name} />
        <Meta label={t('page.holder')} value={row.holder?.name ?? t('list.noHolder')} />
        <Meta label={t('page.opened')} value={<TimeText at={row.openedAt} />} />
        {row.closedAt === null ? null : <Meta label={t('page.closed')} value={<TimeText at={row.closedAt} />} />}
        <RelatedHint view={view} />
        <div className="case-head-actions">{actions}</div>
      </div>
    </header>
  )
}

function Meta({ label, value }: { readonly label: string; readonly value: ReactNode }) {
  if (value === undefined) return null
  return (
    <span>
      <span className="yw-quiet">{label}</span> {value}
    </span>
  )
}

/** A state of the case by its name. */
export function CaseState({ view, code }: { readonly view: CaseView; readonly code: string }) {
  const say = useSay()
  const state = view.kind.states.find((one) => one.code === code)
  return <StateTag name={state === undefined ? code : say(state.name)} stage={state?.stage ?? 'waiting'} />
}
