import { ArrowLeftOutlined } from '@ant-design/icons'
import { useNavigate, useParams } from '@tanstack/react-router'
import { Button, Skeleton } from 'antd'
import { useState } from 'react'
import { getCase, type CaseRow, type CaseView, type OfferedAction } from '../contract.ts'
import { CopyButton, ErrorState, Keys, PageHeader, StateTag, TimeText, useKeys, useRead, useSay } from '#lib/ui'
import { ActionBar } from './ActionBar.tsx'
import { ActionPanel } from './ActionPanel.tsx'
import { CaseFacts } from './CaseFacts.tsx'
import { CaseTimeline } from './CaseTimeline.tsx'
import { useNeighbours } from './list-context.ts'
import { RevealPersonal } from './RevealPersonal.tsx'
import { SourceNumber } from './SourceNumber.tsx'
import { useCaseWords } from './words.ts'
import './cases.css'
import './case.css'

/** One case: what it says at the left, what can be done and what was done at the right. */
export function CasePage() {
  const { id = '' }: { id?: string } = useParams({ strict: false })
  const answer = useRead(getCase, { params: { id } })
  const back = useBack(id)
  const t = useCaseWords()
  useKeys(t('keys.case'), [{ keys: 'Escape', label: t('keys.back'), run: back }])
  if (answer.isPending) {
    return (
      <div className="case-page">
        <Skeleton active paragraph={{ rows: 10 }} />
      </div>
    )
  }
  if (answer.data === undefined) {
    return (
      <div className="case-page">
        <ErrorState
          failure={answer.error!}
          onRetry={() => void answer.refetch()}
          action={<Button onClick={back}>{t('page.back')}</Button>}
        />
      </div>
    )
  }
  // Another case is another page: forms, results and revealed fields of the last one must not linger.
  return <OneCase key={id} view={answer.data} onBack={back} />
}

function useBack(id: string): () => void {
  const { view } = useNeighbours(id)
  const navigate = useNavigate()
  return () =>
    void navigate({
      to: '/cases',
      search: view === undefined ? {} : { ...view, q: view.q === '' ? undefined : view.q },
    })
}

function OneCase({ view, onBack }: { readonly view: CaseView; readonly onBack: () => void }) {
  const t = useCaseWords()
  const say = useSay()
  const navigate = useNavigate()
  const row = view.case
  const neighbours = useNeighbours(row.id)
  const [picked, setPicked] = useState<OfferedAction | undefined>(undefined)
  const [done, setDone] = useState<{ action: OfferedAction; state: string } | undefined>(undefined)

  const goTo = (other: CaseRow | undefined) => {
    if (other === undefined) return
    neighbours.move(other)
    void navigate({ to: '/cases/$id', params: { id: other.id } })
  }
  useKeys(t('keys.case'), [
    { keys: 'n', label: t('keys.nextCase'), run: () => goTo(neighbours.next) },
    { keys: 'p', label: t('keys.previousCase'), run: () => goTo(neighbours.previous) },
  ])
  // The form stays although the case moved on: what was typed may still be copied, and is not thrown away.
  const offered = view.actions.find((one) => one.code === picked?.code)
  const action = offered ?? picked
  return (
    <div className="case-page">
      <PageHeader
        title={row.number}
        aside={
          <>
            <CopyButton text={row.number} what={t('caseNumber')} />
            <State view={view} code={row.state} />
            {row.sourceNumber === null ? null : (
              <span className="case-meta">
                <span className="yw-quiet">{t('page.source')}</span> <SourceNumber number={row.sourceNumber} />
              </span>
            )}
            <span className="case-meta">
              <span className="yw-quiet">{t('page.holder')}</span> {row.holder?.name ?? t('list.noHolder')}
            </span>
            <span className="case-meta">
              <span className="yw-quiet">{t('page.opened')}</span> <TimeText at={row.openedAt} />
            </span>
            {row.closedAt === null ? null : (
              <span className="case-meta">
                <span className="yw-quiet">{t('page.closed')}</span> <TimeText at={row.closedAt} />
              </span>
            )}
          </>
        }
        actions={
          <>
            {neighbours.at === undefined ? null : (
              <span className="yw-quiet yw-small yw-number">
                {t('page.position', { at: neighbours.at, total: neighbours.total })}
              </span>
            )}
            {neighbours.view === undefined ? null : (
              <>
                <Button
                  size="small"
                  disabled={neighbours.previous === undefined}
                  onClick={() => goTo(neighbours.previous)}
                >
                  {t('page.previous')}
                </Button>
                <Button size="small" disabled={neighbours.next === undefined} onClick={() => goTo(neighbours.next)}>
                  {t('page.next')}
                </Button>
              </>
            )}
            <Button size="small" icon={<ArrowLeftOutlined />} onClick={onBack}>
              {t('page.back')}
            </Button>
          </>
        }
      />
      <div className="case-body">
        <article className="case-paper">
          <h2 className="case-title">{row.title}</h2>
          <p className="case-text">{view.text}</p>
          <RevealPersonal view={view} />
          <CaseFacts view={view} />
        </article>
        <aside className="case-side">
          <section className="case-do">
            <ActionBar
              actions={view.actions}
              picked={action?.code}
              onPick={(one) => {
                setDone(undefined)
                setPicked(one)
              }}
            />
            {action === undefined ? null : (
              <ActionPanel
                key={action.code}
                view={view}
                action={action}
                possible={offered?.allowed === true}
                onClose={() => setPicked(undefined)}
                onDone={(one, state) => {
                  setPicked(undefined)
                  setDone({ action: one, state })
                }}
              />
            )}
            {done === undefined ? null : (
              <output className="case-done">
                <p>
                  <b>{t('act.done', { action: say(done.action.name) })}</b>
                  <span className="yw-small">{t('act.nowState')}</span>
                  <State view={view} code={done.state} />
                </p>
                {neighbours.next === undefined ? (
                  <span className="yw-quiet yw-small">{neighbours.view === undefined ? '' : t('act.noNext')}</span>
                ) : (
                  <Button size="small" type="primary" onClick={() => goTo(neighbours.next)}>
                    {t('act.openNext')} <Keys keys="n" />
                  </Button>
                )}
              </output>
            )}
          </section>
          <CaseTimeline view={view} />
        </aside>
      </div>
    </div>
  )
}

function State({ view, code }: { readonly view: CaseView; readonly code: string }) {
  const say = useSay()
  const state = view.kind.states.find((one) => one.code === code)
  return <StateTag name={state === undefined ? code : say(state.name)} stage={state?.stage ?? 'waiting'} />
}
