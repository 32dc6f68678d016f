import { ArrowLeftOutlined } from '@ant-design/icons'
import { useQueryClient } from '@tanstack/react-query'
import { Link, useNavigate, useParams } from '@tanstack/react-router'
import { Button, Skeleton } from 'antd'
import { useState } from 'react'
import { getCase, type CaseRow, type CaseView, type OfferedAction } from '../contract.ts'
import { ErrorState, Keys, readOptions, useKeys, useRead, useSay } from '#lib/ui'
import { useMe } from '#platform/identity/ui'
import { ActionBar } from './ActionBar.tsx'
import { ActionPanel } from './ActionPanel.tsx'
import { CaseClocks } from './CaseClocks.tsx'
import { CaseFacts } from './CaseFacts.tsx'
import { CaseHead, CaseState } from './CaseHead.tsx'
import { CasePhotos } from './CasePhotos.tsx'
import { CaseTimeline } from './CaseTimeline.tsx'
import { HolderChain } from './HolderChain.tsx'
import { addressOf, useNeighbours, type Neighbours } from './list-context.ts'
import { countText } from './list-search.ts'
import { CaseGround, RelatedCases } from './RelatedCases.tsx'
import { RevealPersonal } from './RevealPersonal.tsx'
import { useCaseWords } from './words.ts'
import './cases.css'
import './case.css'

/** What was done last, which is said on the page of the case it was done to or of the next one. */
interface Done {
  readonly view: CaseView
  readonly action: OfferedAction
  readonly state: string
}

/** One case: what it says at the left, what can be done and what was done at the right. */
export function CasePage() {
  const { id = '' }: { id?: string } = useParams({ strict: false })
  const answer = useRead(getCase, { params: { id } })
  const neighbours = useNeighbours(id)
  const navigate = useNavigate()
  const [done, setDone] = useState<Done | undefined>(undefined)
  const t = useCaseWords()
  const back = () =>
    void navigate({ to: '/cases', search: neighbours.view === undefined ? {} : addressOf(neighbours.view) })
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
  // Another case is another page: forms and revealed fields of the last one must not linger.
  return <OneCase key={id} view={answer.data} neighbours={neighbours} done={done} onDone={setDone} onBack={back} />
}

interface OneCaseProps {
  readonly view: CaseView
  readonly neighbours: Neighbours
  readonly done: Done | undefined
  readonly onDone: (done: Done | undefined) => void
  readonly onBack: () => void
}

function OneCase({ view, neighbours, done, onDone, onBack }: OneCaseProps) {
  const t = useCaseWords()
  const navigate = useNavigate()
  const queries = useQueryClient()
  const post = useMe()?.post
  const role = post?.role ?? ''
  const unitId = post?.unit.id
  const row = view.case
  const [picked, setPicked] = useState<OfferedAction | undefined>(undefined)

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

  const finish = async (what: OfferedAction, state: string) => {
    // The next one as the list stands now: a moment later this case has left it.
    const { next } = neighbours
    // What may be done now stands there before it is said that this is done: whoever presses the next key at once must
    // not be given the actions of before.
    const now = await queries
      .fetchQuery({ ...readOptions(getCase, { params: { id: row.id } }), staleTime: 0 })
      .catch(() => undefined)
    setPicked((other) => (other?.code === what.code ? undefined : other))
    onDone({ view, action: what, state })
    // As long as the case waits for the same hands, it stays before them.
    const waits = now !== undefined && waitsFor(now, what.code, role, unitId)
    if (!waits && next !== undefined) goTo(next)
  }
  return (
    <div className="case-page">
      <CaseHead view={view} actions={<Steps neighbours={neighbours} onGo={goTo} onBack={onBack} />} />
      <div className="case-body">
        <article className="case-paper">
          <h2 className="case-title">{row.title}</h2>
          <p className="case-text">{view.text}</p>
          <RevealPersonal view={view} />
          <CasePhotos view={view} />
          <CaseFacts view={view} />
          <HolderChain view={view} />
          <CaseGround view={view} onOpen={() => onDone(undefined)} />
          <RelatedCases view={view} onOpen={() => onDone(undefined)} />
        </article>
        <aside className="case-side">
          <section className="case-do">
            {done === undefined ? null : <DoneNote done={done} here={row.id} neighbours={neighbours} onGo={goTo} />}
            <ActionBar
              actions={actionsFor(view, role)}
              picked={action?.code}
              onPick={(one) => {
                onDone(undefined)
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
                onInstead={setPicked}
                onDone={(one, state) => void finish(one, state)}
              />
            )}
          </section>
          <CaseClocks view={view} />
          <CaseTimeline view={view} />
        </aside>
      </div>
    </div>
  )
}

/** Whether the next step of a case is this post's too, be it that something must be done before: what leads is what counts. */
function waitsFor(
  { case: row, kind, actions }: CaseView,
  done: string,
  role: string,
  unitId: string | undefined,
): boolean {
  return actions.some(({ code, tone, allowed }) => {
    const definition = kind.actions.find((one) => one.code === code)
    const holds = definition?.by === 'holder' && definition.roles.includes(role) && row.holder?.id === unitId
    return tone === 'primary' && code !== done && (allowed || holds)
  })
}

/** What a post could do at all: what belongs to other posts is no choice of this one, and no news either. */
function actionsFor({ kind, actions }: CaseView, role: string): OfferedAction[] {
  const rolesOf = (code: string) =>
    [...kind.actions, ...(kind.shortcuts ?? [])].find((one) => one.code === code)?.roles ?? []
  return actions.filter((one) => one.allowed || rolesOf(one.code).includes(role))
}

interface StepsProps {
  readonly neighbours: Neighbours
  readonly onGo: (row: CaseRow | undefined) => void
  readonly onBack: () => void
}

/** Through the list, case by case, and back to it. */
function Steps({ neighbours, onGo, onBack }: StepsProps) {
  const t = useCaseWords()
  return (
    <>
      {neighbours.at === undefined ? null : (
        <span className="yw-quiet yw-small yw-number">
          {t('page.position', { at: neighbours.at, total: countText(neighbours.total) })}
        </span>
      )}
      {neighbours.view === undefined ? null : (
        <>
          <Button size="small" disabled={neighbours.previous === undefined} onClick={() => onGo(neighbours.previous)}>
            {t('page.previous')}
          </Button>
          <Button size="small" disabled={neighbours.next === undefined} onClick={() => onGo(neighbours.next)}>
            {t('page.next')}
          </Button>
        </>
      )}
      <Button size="small" icon={<ArrowLeftOutlined />} onClick={onBack}>
        {t('page.back')}
      </Button>
    </>
  )
}

interface DoneNoteProps {
  readonly done: Done
  /** the case whose page it is */
  readonly here: string
  readonly neighbours: Neighbours
  readonly onGo: (row: CaseRow | undefined) => void
}

function DoneNote({ done: { view, action, state }, here, neighbours, onGo }: DoneNoteProps) {
  const t = useCaseWords()
  const say = useSay()
  const elsewhere = view.case.id !== here
  return (
    <output className="case-done">
      <p>
        <b>{t('act.done', { action: say(action.name) })}</b>
        {elsewhere ? (
          <Link to="/cases/$id" params={{ id: view.case.id }} className="yw-number">
            {view.case.number}
          </Link>
        ) : null}
        <span className="yw-small">{t('act.nowState')}</span>
        <CaseState view={view} code={state} />
      </p>
      {elsewhere ? (
        <span className="yw-small">{t('act.thisIsNext')}</span>
      ) : neighbours.next === undefined ? (
        <span className="yw-quiet yw-small">{neighbours.view === undefined ? '' : t('act.noNext')}</span>
      ) : (
        <Button size="small" type="primary" onClick={() => onGo(neighbours.next)}>
          {t('act.openNext')} <Keys keys="n" />
        </Button>
      )}
    </output>
  )
}
