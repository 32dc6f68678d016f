import { ReloadOutlined } from '@ant-design/icons'
import { useQueries } from '@tanstack/react-query'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { Button, Pagination, Segmented } from 'antd'
import { useEffect, useRef, useState } from 'react'
import { countCases, listCases, type CaseRow, type KindDefinition } from '../contract.ts'
import {
  ErrorState,
  focusSearch,
  PageHeader,
  readOptions,
  remember,
  rowLinks,
  stepRow,
  TableSkeleton,
  useKeys,
  useRead,
  useSay,
} from '#lib/ui'
import { useMe } from '#platform/identity/ui'
import { CaseTable } from './CaseTable.tsx'
import { EmptyList } from './EmptyList.tsx'
import { FilterRow } from './FilterRow.tsx'
import { kindsFor, useKinds, whoseOf, todoStates, workStates, type Whose } from './kinds.ts'
import { recallContext, rememberContext } from './list-context.ts'
import {
  countText,
  filterKeys,
  filtersOf,
  pageSizeKey,
  pageSizes,
  queryOf,
  viewOf,
  whoseQuery,
  type ListFilters,
  type ListSearch,
  type ListView,
} from './list-search.ts'
import { ListSearchBox } from './ListSearchBox.tsx'
import { useSettledRows } from './settled.ts'
import { StateTabs } from './StateTabs.tsx'
import { useCaseWords } from './words.ts'
import './cases.css'

/** The work list. Its whole state stands in the address. */
export function CaseListPage() {
  const me = useMe()
  const kinds = useKinds()
  const search: ListSearch = useSearch({ strict: false })
  const mine = kinds === undefined || me === undefined ? undefined : kindsFor(kinds, me.post.role)
  const waiting = useWaiting(mine, me?.post.role ?? '')
  // Who comes without saying what for comes for the kind in which something waits; later news does not change it.
  const [first, setFirst] = useState<string | undefined>(undefined)
  if (first === undefined && mine !== undefined && waiting !== undefined)
    setFirst((mine.find((one) => (waiting.get(one.kind) ?? 0) > 0) ?? mine[0])?.kind ?? '')
  const kind = kinds?.find((one) => one.kind === (search.kind ?? first)) ?? mine?.[0]
  if (
    me === undefined ||
    mine === undefined ||
    kind === undefined ||
    (search.kind === undefined && first === undefined)
  )
    return <TableSkeleton />
  return <CaseList kind={kind} kinds={mine} waiting={waiting} role={me.post.role} search={search} />
}

/** How many cases of each kind wait for this post. */
function useWaiting(
  kinds: readonly KindDefinition[] | undefined,
  role: string,
): ReadonlyMap<string, number> | undefined {
  const known = kinds ?? []
  return useQueries({
    queries: known.map((kind) => ({
      ...readOptions(countCases, { query: { kind: kind.kind, ...whoseQuery(whoseOf(kind, role)[0]!) } }),
      retry: false,
    })),
    combine: (answers) =>
      kinds === undefined || answers.some((answer) => answer.isPending)
        ? undefined
        : new Map(
            known.map((kind, at) => {
              const states = answers[at]?.data?.states ?? {}
              return [kind.kind, todoStates(kind, role).reduce((sum, code) => sum + (states[code] ?? 0), 0)]
            }),
          ),
  })
}

interface CaseListProps {
  readonly kind: KindDefinition
  readonly kinds: readonly KindDefinition[]
  /** how many wait, by kind */
  readonly waiting: ReadonlyMap<string, number> | undefined
  readonly role: string
  readonly search: ListSearch
}

function CaseList({ kind, kinds, waiting, role, search }: CaseListProps) {
  const t = useCaseWords()
  const say = useSay()
  const navigate = useNavigate()
  const view = viewOf(search, kind, role)
  const query = queryOf(view)
  const list = useRead(listCases, { query }, { keep: true })
  const counts = useRead(
    countCases,
    { query: { kind: kind.kind, ...whoseQuery(view.whose), ...(view.q === '' ? {} : { q: view.q }) } },
    { keep: true },
  )
  const key = JSON.stringify(view)
  const settled = useSettledRows(list.isPlaceholderData ? undefined : list.data?.items, key)
  const rows = list.isPlaceholderData ? (list.data?.items ?? []) : settled.rows
  const scroller = useRef<HTMLDivElement>(null)

  const go = (change: Partial<ListView>, filters: ListFilters = filtersOf(view)) => {
    const { kind: code, states: _, q, page, size, ...rest } = { ...view, page: 1, ...change }
    const next = Object.fromEntries(
      Object.entries(rest).filter(([name]) => !(filterKeys as readonly string[]).includes(name)),
    )
    void navigate({
      to: '/cases',
      search: {
        ...(kinds.length > 1 ? { kind: code } : {}),
        // Another kind has other states, and another owner's list.
        ...(code === kind.kind ? next : {}),
        ...(code === kind.kind ? filters : {}),
        ...(q === '' ? {} : { q }),
        ...(page === 1 ? {} : { page }),
        ...(size === 50 && search.size === undefined ? {} : { size }),
      },
    })
    scroller.current?.scrollTo({ top: 0 })
  }
  const work = workStates(kind, role)
  const todo = todoStates(kind, role)
  const whose = whoseOf(kind, role)
  const filtered = Object.keys(filtersOf(view)).length > 0
  const states = [
    ...(todo.length === 0 ? [] : ['todo']),
    'all',
    ...(work.length === 0 ? kind.states.map((one) => one.code) : work),
  ]
  const turn = (by: number) =>
    go({ state: states[(states.indexOf(view.state) + by + states.length) % states.length] ?? 'all' })

  useKeys(t('keys.list'), [
    { keys: 'j ArrowDown', label: t('keys.next'), run: () => stepRow(1) },
    { keys: 'k ArrowUp', label: t('keys.previous'), run: () => stepRow(-1) },
    { keys: 'Enter', label: t('keys.open'), run: () => rowLinks()[0]?.click() },
    { keys: '/', label: t('keys.search'), run: focusSearch },
    { keys: ']', label: t('keys.nextTab'), run: () => turn(1) },
    { keys: '[', label: t('keys.previousTab'), run: () => turn(-1) },
    { keys: 'r', label: t('keys.refresh'), run: () => (settled.stale ? settled.update() : void list.refetch()) },
  ])
  useReturnToRow(rows.length > 0)

  const open = (row: CaseRow, index: number) => rememberContext({ view, id: row.id, index })
  return (
    <div className="yw-list">
      <PageHeader
        title={kinds.length > 1 ? t('cases') : say(kind.name)}
        aside={
          <>
            {kinds.length > 1 ? (
              <Segmented
                value={kind.kind}
                aria-label={t('register.kind')}
                options={kinds.map((one) => ({
                  value: one.kind,
                  label: (
                    <>
                      {say(one.name)}
                      {/* Where nothing can wait for a post, “0” would read as if there were no cases. */}
                      {todoStates(one, role).length === 0 ? null : (
                        <span className="yw-number cases-waiting"> {countText(waiting?.get(one.kind) ?? 0)}</span>
                      )}
                    </>
                  ),
                }))}
                onChange={(value) => go({ kind: value })}
              />
            ) : null}
            {whose.length > 1 ? (
              <Segmented<Whose>
                aria-label={t('list.whose.label')}
                value={view.whose}
                options={whose.map((one) => ({ value: one, label: t(`list.whose.${one}`) }))}
                onChange={(one) => go({ whose: one })}
              />
            ) : null}
          </>
        }
        actions={
          <ListSearchBox value={view.q} onSearch={(q) => go(q === '' ? { q } : { q, state: 'all', whose: 'all' })} />
        }
      />
      <FilterRow kind={kind} view={view} onChange={(filters) => go({}, filters)} />
      <div className="cases-tabline">
        <StateTabs
          kind={kind}
          work={work}
          todo={todo}
          state={view.state}
          counts={counts.data}
          hideCounts={filtered}
          onPick={(state) => go({ state })}
        />
        {settled.stale ? (
          <Button
            size="small"
            type="link"
            icon={<ReloadOutlined />}
            title={t('list.freshHint')}
            onClick={settled.update}
          >
            {t('list.fresh')}
          </Button>
        ) : null}
      </div>
      <div
        className={list.isPlaceholderData ? 'yw-scroll yw-stale cases-scroll' : 'yw-scroll cases-scroll'}
        ref={scroller}
        id="cases-panel"
        role="tabpanel"
        aria-labelledby={`cases-tab-${view.state}`}
      >
        {list.isPending ? (
          <TableSkeleton />
        ) : list.isError && list.data === undefined ? (
          <ErrorState failure={list.error} onRetry={() => void list.refetch()} />
        ) : rows.length === 0 ? (
          <EmptyList kind={kind} view={view} filtered={filtered} onClear={() => go({ q: '' }, {})} />
        ) : (
          <CaseTable
            kind={kind}
            rows={rows}
            sort={view.sort}
            busy={list.isFetching}
            gone={settled.gone}
            onSort={(sort) => go({ sort })}
            onOpen={open}
          />
        )}
      </div>
      <footer className="yw-foot">
        <span className="yw-quiet yw-number">
          {t('list.total', { count: list.data?.total ?? 0, shown: countText(list.data?.total ?? 0) })}
        </span>
        <Pagination
          size="small"
          current={view.page}
          pageSize={view.size}
          // Beyond what is counted nobody pages: one narrows the list.
          total={list.data?.total ?? 0}
          showSizeChanger={{
            options: pageSizes.map((size) => ({ value: size, label: t('list.perPage', { size }) })),
            size: 'small',
          }}
          onChange={(page, size) => {
            remember(pageSizeKey, String(size))
            go(size === view.size ? { page } : { size })
          }}
        />
      </footer>
    </div>
  )
}

/** Coming back from a case, one stands where one left. */
function useReturnToRow(ready: boolean): void {
  const done = useRef(false)
  useEffect(() => {
    if (!ready || done.current) return
    done.current = true
    const id = recallContext()?.id
    const link = rowLinks().find((one) => one.dataset['case'] === id)
    link?.focus({ preventScroll: true })
    link?.closest('tr')?.scrollIntoView({ block: 'center' })
  }, [ready])
}
