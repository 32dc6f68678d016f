import { Link, useNavigate } from '@tanstack/react-router'
import { Button, Skeleton } from 'antd'
import { useState } from 'react'
import { cityDay, ErrorState, StateTag, useKeys, useRead, useSay } from '#lib/ui'
import { listRelated, type CaseView, type RelatedCase } from '../contract.ts'
import { FieldValue } from './FieldValue.tsx'
import { useKinds } from './kinds.ts'
import { MapOfPoint } from './PointField.tsx'
import { useCaseWords } from './words.ts'
import './related.css'

const section = 'case-related'
/** So many stand there at once. */
const few = 5

function useRelated(id: string) {
  return useRead(listRelated, { params: { id } })
}

/** Brings the list into view and the keyboard to its first case. */
function goToRelated(): void {
  const list = document.getElementById(section)
  list?.scrollIntoView({ block: 'nearest' })
  const first = list?.querySelector<HTMLElement>('a, button') ?? list
  first?.focus({ preventScroll: true })
}

/** At the head of the page: whether something near by may be the same thing, and the way there. */
export function RelatedHint({ view }: { readonly view: CaseView }) {
  const t = useCaseWords()
  const { data } = useRelated(view.case.id)
  useKeys(t('keys.case'), [{ keys: 's', label: t('keys.related'), run: goToRelated }])
  const same = data?.items.filter((one) => one.why === 'same_matter').length ?? 0
  // Stands there from the beginning, so that what comes with the answer pushes nothing aside.
  return (
    <button type="button" className="case-related-hint" onClick={goToRelated}>
      <span className="yw-quiet">{t('related.title')}</span>{' '}
      <b className="yw-number">{data === undefined ? '…' : data.total}</b>
      {same === 0 ? null : (
        <span className="case-mark case-mark-strong" title={t('related.whyHint.same_matter')}>
          {t('related.why.same_matter')} {same}
        </span>
      )}
    </button>
  )
}

interface RelatedProps {
  readonly view: CaseView
  /** somebody goes to one of them */
  readonly onOpen: () => void
}

/** Where the case lies, and what else lies there. */
export function CaseGround({ view, onOpen }: RelatedProps) {
  const t = useCaseWords()
  const navigate = useNavigate()
  const { id, point } = view.case
  const related = useRelated(id).data?.items ?? none
  if (point === null) return null
  return (
    <section>
      <h2 className="case-h2">{t('page.map')}</h2>
      <MapOfPoint
        point={point}
        label={t('page.map')}
        others={related}
        onOther={(other) => {
          onOpen()
          void navigate({ to: '/cases/$id', params: { id: other } })
        }}
      />
    </section>
  )
}
const none: readonly RelatedCase[] = []

/** Cases that may be the same thing: the same category near by first, with what says so. */
export function RelatedCases({ view, onOpen }: RelatedProps) {
  const t = useCaseWords()
  const { data, error, refetch } = useRelated(view.case.id)
  const [all, setAll] = useState(false)
  const items = data?.items ?? none
  const total = data?.total ?? 0
  return (
    <section id={section} className="case-related" tabIndex={-1} aria-label={t('related.title')}>
      <h2 className="case-h2">
        {t('related.title')} {total === 0 ? null : <span className="case-related-count yw-number">{total}</span>}
        <span className="yw-quiet yw-small">
          {t(view.case.point === null ? 'related.withinGround' : 'related.within')}
        </span>
      </h2>
      {data === undefined && error === null ? <Skeleton active title={false} paragraph={{ rows: 3 }} /> : null}
      {data === undefined && error !== null ? <ErrorState failure={error} onRetry={() => void refetch()} /> : null}
      {data !== undefined && items.length === 0 ? (
        <p className="yw-quiet">{t(view.case.point === null ? 'related.noneOnGround' : 'related.none')}</p>
      ) : null}
      {items.length === 0 ? null : (
        <ul>
          {(all ? items : items.slice(0, few)).map((one) => (
            <li key={one.case.id}>
              <Row related={one} onOpen={onOpen} />
            </li>
          ))}
        </ul>
      )}
      {items.length <= few ? null : (
        <p className="case-related-foot">
          <Button type="link" size="small" aria-expanded={all} onClick={() => setAll(!all)}>
            {t(all ? 'related.fewer' : total > items.length ? 'related.moreOf' : 'related.more', {
              count: items.length,
            })}
          </Button>
          {all && total > items.length ? (
            <span className="yw-quiet yw-small">{t('related.nearest', { total, count: items.length })}</span>
          ) : null}
        </p>
      )}
    </section>
  )
}

function Row({ related, onOpen }: { readonly related: RelatedCase; readonly onOpen: () => void }) {
  const t = useCaseWords()
  const say = useSay()
  const { case: row, category, distance, why } = related
  const kind = useKinds()?.find((one) => one.kind === row.kind)
  const state = kind?.states.find((one) => one.code === row.state)
  const field = kind?.fields.find((one) => one.key === kind.categoryField)
  const strong = why === 'same_matter'
  return (
    <Link to="/cases/$id" params={{ id: row.id }} onClick={onOpen} className="case-related-row">
      <span className="case-related-why">
        <span className={strong ? 'case-mark case-mark-strong' : 'case-mark'} title={t(`related.whyHint.${why}`)}>
          {t(`related.why.${why}`)}
        </span>
      </span>
      <span className="yw-number case-related-far">
        {distance === null ? '—' : t('related.metres', { count: distance })}
      </span>
      <span className="yw-number case-related-number">{row.number}</span>
      <span className="case-related-what" title={row.title}>
        <b>
          {field === undefined || category === null ? (
            say(kind?.name ?? { 'zh-CN': row.kind, en: row.kind })
          ) : (
            <FieldValue field={field} value={category} />
          )}
        </b>{' '}
        {row.title}
      </span>
      <span className="case-related-state">
        <StateTag name={state === undefined ? row.state : say(state.name)} stage={state?.stage ?? 'waiting'} />
      </span>
      <time className="yw-number yw-quiet case-related-day" dateTime={row.openedAt}>
        {cityDay(row.openedAt)}
      </time>
    </Link>
  )
}
