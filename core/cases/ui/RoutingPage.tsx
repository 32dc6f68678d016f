import {
  DownloadOutlined,
  EditOutlined,
  PlusOutlined,
  RedoOutlined,
  UndoOutlined,
  UploadOutlined,
} from '@ant-design/icons'
import { useQueryClient } from '@tanstack/react-query'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { App, Button, Checkbox, Pagination, Select } from 'antd'
import { useMemo, useState } from 'react'
import {
  EmptyState,
  ErrorState,
  focusSearch,
  keyOf,
  Notice,
  PageHeader,
  saveFile,
  SearchBox,
  shortTime,
  stepRow,
  TableSkeleton,
  Tabs,
  useEvent,
  useKeys,
  useRead,
  useSay,
} from '#lib/ui'
import { useMe } from '#platform/identity/ui'
import {
  checkRouting,
  getRouting,
  KindPublished,
  listRoutingVersions,
  type Finding,
  type RoutingRule,
} from '../contract.ts'
import { compareRules, type RuleChange } from './routing-diff.ts'
import { RoutingChanges } from './RoutingChanges.tsx'
import { freeCode, useRoutingDraft, type RoutingDrafting } from './routing-draft.ts'
import { RoutingHistory } from './RoutingHistory.tsx'
import { RoutingImport } from './RoutingImport.tsx'
import { RoutingPublish } from './RoutingPublish.tsx'
import { RoutingRuleDrawer } from './RoutingRuleDrawer.tsx'
import { routingViews, type RoutingSearch, type RoutingView } from './routing-search.ts'
import { RoutingSimulate, type Simulated } from './RoutingSimulate.tsx'
import { RoutingTable, type RuleTools } from './RoutingTable.tsx'
import { RoutingTry } from './RoutingTry.tsx'
import { useRoutingWords } from './routing-words.ts'
import { useRuleWords, type RuleWords } from './use-rule-words.ts'
import './routing.css'

const pageSize = 100
const noRules: readonly RoutingRule[] = []
const noChanges: readonly RuleChange[] = []
type Change = { readonly [K in keyof RoutingSearch]?: RoutingSearch[K] | undefined }

/** The rules by which cases find their unit: those in force, and a draft of the next ones. */
export function RoutingPage() {
  const account = useMe()?.account.id
  const t = useRoutingWords()
  const queries = useQueryClient()
  const answer = useRead(getRouting, {})
  useEvent(KindPublished, () => {
    void queries.invalidateQueries({ queryKey: keyOf(getRouting) })
    void queries.invalidateQueries({ queryKey: keyOf(listRoutingVersions) })
  })
  if (answer.data === undefined || account === undefined) {
    return (
      <div className="yw-list">
        <PageHeader title={t('title')} />
        {answer.error === null ? (
          <TableSkeleton widths={[40, 90]} />
        ) : (
          <ErrorState failure={answer.error} onRetry={() => void answer.refetch()} />
        )}
      </div>
    )
  }
  return <Routing key={account} account={account} {...answer.data} />
}

interface RoutingProps {
  readonly account: string
  readonly version: number
  readonly rules: readonly RoutingRule[]
  readonly mayPublish: boolean
}

function Routing({ account, version, rules: inForce, mayPublish }: RoutingProps) {
  const t = useRoutingWords()
  const { message } = App.useApp()
  const search: RoutingSearch = useSearch({ strict: false })
  const navigate = useNavigate()
  const drafting = useRoutingDraft(account)
  const draft = mayPublish ? drafting.draft : undefined
  const rules = draft?.rules ?? inForce
  const words = useRuleWords(
    useMemo(() => (draft === undefined ? inForce : [...inForce, ...rules]), [draft, inForce, rules]),
  )
  const [opened, setOpened] = useState<{ readonly at: number; readonly rule?: RoutingRule } | undefined>(undefined)
  const [dialog, setDialog] = useState<'import' | 'publish' | undefined>(undefined)
  const [simulated, setSimulated] = useState<Simulated | undefined>(undefined)
  const changes = useMemo(
    () => (draft === undefined ? noChanges : compareRules(inForce, rules)),
    [draft, inForce, rules],
  )
  const findings = useFindings(draft === undefined ? noRules : rules, words)
  const errors = findings.filter((one) => one.severity === 'error').length
  const view: RoutingView = search.view === 'changes' && draft === undefined ? 'rules' : (search.view ?? 'rules')
  const go = (change: Change) =>
    void navigate({ to: '/routing', search: { ...search, ...change } as RoutingSearch, replace: 'q' in change })
  const put = (next: readonly RoutingRule[]) => {
    // What begins a draft can be undone like any later step.
    if (draft === undefined && next !== inForce) drafting.put(version, inForce)
    drafting.put(draft?.basedOn ?? version, next)
  }
  const tools: RuleTools | undefined =
    draft === undefined
      ? undefined
      : {
          onMove: (from, to) => put(moved(rules, from, to)),
          onRemove: (at) => put(rules.toSpliced(at, 1)),
          onCopy: (at) => {
            const copy = { ...rules[at]!, code: freeCode(rules, rules[at]!.code) }
            put(rules.toSpliced(at + 1, 0, copy))
            setOpened({ at: at + 1 })
          },
        }
  const add = () => setOpened({ at: rules.length, rule: fresh(rules, search.kind ?? words.kinds[0]?.kind) })
  useRoutingKeys({ tools, drafting, total: rules.length, add: mayPublish ? add : undefined })
  const close = () => setOpened(undefined)
  const rule = opened?.rule ?? rules[opened?.at ?? -1]
  return (
    <div className="yw-list routing-page">
      <PageHeader
        title={t('title')}
        aside={
          <>
            <span className="yw-quiet">{t('version', { version })}</span>
            {draft === undefined ? null : <span className="routing-draft-mark">{t('draft')}</span>}
          </>
        }
        actions={
          <>
            <Button
              icon={<DownloadOutlined />}
              onClick={() =>
                saveFile(
                  `${JSON.stringify({ version: draft === undefined ? version : null, rules }, null, 2)}\n`,
                  draft === undefined ? `routing-v${version}.json` : `routing-draft.json`,
                  'application/json',
                )
              }
            >
              {t('export')}
            </Button>
            {mayPublish ? (
              <Button icon={<UploadOutlined />} onClick={() => setDialog('import')}>
                {t('import')}
              </Button>
            ) : null}
            {mayPublish && draft === undefined ? (
              <Button type="primary" icon={<EditOutlined />} onClick={() => put(inForce)}>
                {t('edit')}
              </Button>
            ) : null}
          </>
        }
      />
      {draft === undefined ? (
        <p className="yw-quiet routing-hint">{t('hint')}</p>
      ) : (
        <DraftBar
          drafting={drafting}
          version={version}
          changes={changes}
          findings={findings}
          onAdd={add}
          onPublish={() => setDialog('publish')}
          onRebase={() => drafting.put(version, rules)}
        />
      )}
      <Tabs
        id="routing"
        label={t('views.label')}
        current={view}
        tabs={routingViews
          .filter((one) => (one === 'changes' ? draft !== undefined : one === 'simulate' ? mayPublish : true))
          .map((code) => ({
            code,
            name: code === 'changes' ? `${t('views.changes')} ${changes.length}` : t(`views.${code}`),
          }))}
        onPick={(code) => go({ view: code === 'rules' ? undefined : code })}
      />
      <div id="routing-panel" role="tabpanel" aria-labelledby={`routing-tab-${view}`} className="routing-body">
        {view === 'rules' ? (
          <RuleList
            rules={rules}
            words={words}
            changes={changes}
            findings={findings}
            tools={tools}
            search={search}
            go={go}
            onOpen={(at) => setOpened({ at })}
            mayPublish={mayPublish}
            onAdd={add}
          />
        ) : view === 'changes' ? (
          <div className="yw-scroll">
            <RoutingChanges changes={changes} words={words} onTakeBack={(change) => put(takenBack(rules, change))} />
          </div>
        ) : view === 'simulate' && mayPublish ? (
          <div className="yw-scroll">
            <RoutingSimulate rules={rules} words={words} simulated={simulated} onSimulated={setSimulated} />
          </div>
        ) : view === 'history' ? (
          <RoutingHistory
            mayPublish={mayPublish}
            onUse={(next) => {
              put(next)
              go({ view: 'changes' })
            }}
          />
        ) : (
          <div className="yw-scroll">
            <RoutingTry rules={rules} isDraft={draft !== undefined && errors === 0} words={words} />
          </div>
        )}
      </div>
      {rule === undefined || opened === undefined ? null : (
        <RoutingRuleDrawer
          key={`${opened.at} ${rule.code}`}
          rule={rule}
          at={opened.at}
          isNew={opened.rule !== undefined}
          mayEdit={draft !== undefined || opened.rule !== undefined}
          taken={new Set(rules.flatMap((one, at) => (at === opened.at ? [] : [one.code])))}
          onClose={close}
          onSave={(saved) => {
            put(opened.at < rules.length ? rules.with(opened.at, saved) : [...rules, saved])
            close()
          }}
        />
      )}
      {dialog === 'import' ? (
        <RoutingImport
          onClose={() => setDialog(undefined)}
          onRead={(next) => {
            put(next)
            setDialog(undefined)
            go({ view: undefined, q: undefined, kind: undefined, unit: undefined })
            void message.success(t('importing.done', { count: next.length }))
          }}
        />
      ) : null}
      {dialog === 'publish' && draft !== undefined ? (
        <RoutingPublish
          basedOn={draft.basedOn}
          rules={rules}
          changes={changes}
          warnings={findings.length - errors}
          simulated={simulated}
          onClose={() => setDialog(undefined)}
          onDone={(published) => {
            setDialog(undefined)
            drafting.discard()
            go({ view: undefined })
            void message.success(t('publishing.done', { version: published }))
          }}
        />
      ) : null}
    </div>
  )
}

function useFindings(rules: readonly RoutingRule[], words: RuleWords): readonly Finding[] {
  return useMemo(
    () =>
      // Before kinds and units are here, every rule would seem wrong.
      words.kinds.length === 0 || words.units.length === 0
        ? []
        : checkRouting(rules, {
            kinds: words.kinds,
            isUnit: (code) => words.unitByCode(code) !== undefined,
            sorts: words.sorts.map((sort) => sort.code),
          }),
    [rules, words],
  )
}

interface RoutingKeys {
  readonly tools: RuleTools | undefined
  readonly drafting: RoutingDrafting
  readonly total: number
  readonly add: (() => void) | undefined
}

function useRoutingKeys({ tools, drafting, total, add }: RoutingKeys): void {
  const t = useRoutingWords()
  const move = (by: number) => {
    const at = Number(document.activeElement?.closest<HTMLElement>('[data-rule]')?.dataset['rule'] ?? 'NaN')
    const to = at + by
    if (tools === undefined || !(to >= 0 && to < total)) return
    tools.onMove(at, to)
    // Its row is drawn anew at its new place: the focus goes along.
    requestAnimationFrame(() => document.querySelector<HTMLElement>(`[data-rule="${to}"] .yw-link`)?.focus())
  }
  useKeys(t('keys.page'), [
    { keys: '/', label: t('keys.search'), run: focusSearch },
    { keys: 'j ArrowDown', label: t('keys.next'), run: () => stepRow(1) },
    { keys: 'k ArrowUp', label: t('keys.previous'), run: () => stepRow(-1) },
    ...(add === undefined ? [] : [{ keys: 'n', label: t('keys.add'), run: add }]),
    ...(tools === undefined
      ? []
      : [
          { keys: 'u', label: t('keys.undo'), run: drafting.undo },
          { keys: 'r', label: t('keys.redo'), run: drafting.redo },
          { keys: 'mod+ArrowUp', label: t('keys.up'), run: () => move(-1) },
          { keys: 'mod+ArrowDown', label: t('keys.down'), run: () => move(1) },
        ]),
  ])
}

interface DraftBarProps {
  readonly drafting: RoutingDrafting
  readonly version: number
  readonly changes: readonly RuleChange[]
  readonly findings: readonly Finding[]
  readonly onAdd: () => void
  readonly onPublish: () => void
  readonly onRebase: () => void
}

/** Says that this is a draft, of what, and what can be done with it. */
function DraftBar({ drafting, version, changes, findings, onAdd, onPublish, onRebase }: DraftBarProps) {
  const t = useRoutingWords()
  const { modal } = App.useApp()
  const { draft } = drafting
  if (draft === undefined) return null
  const errors = findings.filter((one) => one.severity === 'error').length
  const isOutdated = draft.basedOn !== version
  const discard = () => {
    if (changes.length === 0) drafting.discard()
    else
      modal.confirm({
        title: t('discardAsk', { count: changes.length }),
        okText: t('discardYes'),
        okButtonProps: { danger: true },
        cancelText: t('keep'),
        onOk: drafting.discard,
      })
  }
  return (
    <section className="routing-draft" aria-label={t('draft')}>
      <p>
        {changes.length === 0
          ? t('draftSame', { version })
          : t('draftOf', { version: draft.basedOn, count: changes.length, at: shortTime(draft.savedAt) })}
        {errors === 0 ? null : (
          <b className="routing-wrong">
            {' '}
            {t('faults', { count: errors })} · {t('faultsHint')}
          </b>
        )}
      </p>
      {isOutdated ? (
        <Notice tone="warning">
          {t('outdated', { version, based: draft.basedOn })}{' '}
          <Button size="small" onClick={onRebase}>
            {t('rebase', { version })}
          </Button>
        </Notice>
      ) : null}
      <div className="routing-line">
        <Button icon={<PlusOutlined />} onClick={onAdd}>
          {t('add')}
        </Button>
        <Button icon={<UndoOutlined />} disabled={!drafting.canUndo} onClick={drafting.undo}>
          {t('undo')}
        </Button>
        <Button icon={<RedoOutlined />} disabled={!drafting.canRedo} onClick={drafting.redo}>
          {t('redo')}
        </Button>
        <Button onClick={discard}>{t('discard')}</Button>
        <Button
          type="primary"
          disabled={changes.length === 0 || errors > 0 || isOutdated}
          title={errors > 0 ? t('faultsHint') : changes.length === 0 ? t('changes.none') : ''}
          onClick={onPublish}
        >
          {t('publish')}
        </Button>
      </div>
    </section>
  )
}

interface RuleListProps {
  readonly rules: readonly RoutingRule[]
  readonly words: RuleWords
  readonly changes: readonly RuleChange[]
  readonly findings: readonly Finding[]
  readonly tools: RuleTools | undefined
  readonly search: RoutingSearch
  readonly go: (change: Change) => void
  readonly onOpen: (at: number) => void
  readonly mayPublish: boolean
  readonly onAdd: () => void
}

function RuleList({ rules, words, changes, findings, tools, search, go, onOpen, mayPublish, onAdd }: RuleListProps) {
  const t = useRoutingWords()
  const say = useSay()
  const [page, setPage] = useState(1)
  const [onlyFound, setOnlyFound] = useState(false)
  const byRule = useMemo(() => {
    const found = new Map<number, Finding[]>()
    for (const one of findings) {
      const at = Number(one.where.split('/')[1])
      found.set(at, [...(found.get(at) ?? []), one])
    }
    return found
  }, [findings])
  const isFiltered =
    search.q !== undefined || search.kind !== undefined || search.unit !== undefined || (onlyFound && byRule.size > 0)
  const rows = rules
    .map((rule, at) => ({ rule, at }))
    .filter(({ rule, at }) => matches(rule, search, words) && (!onlyFound || byRule.size === 0 || byRule.has(at)))
  const last = Math.max(1, Math.ceil(rows.length / pageSize))
  const current = Math.min(page, last)
  const units = [...new Set(rules.flatMap((rule) => ('unit' in rule.to ? rule.to.unit : [])))]
  if (rules.length === 0)
    return (
      <EmptyState
        title={t('none')}
        hint={t('noneHint')}
        action={mayPublish ? <Button onClick={onAdd}>{t('add')}</Button> : null}
      />
    )
  return (
    <>
      <div className="yw-filters" role="search">
        <SearchBox
          value={search.q ?? ''}
          label={t('search')}
          placeholder={t('searchHint')}
          onSearch={(q) => go({ q: q === '' ? undefined : q })}
        />
        <Select
          allowClear
          className="routing-filter"
          popupMatchSelectWidth={false}
          aria-label={t('column.kind')}
          placeholder={t('anyKind')}
          value={search.kind ?? null}
          options={words.kinds.map((kind) => ({ value: kind.kind, label: say(kind.name) }))}
          onChange={(kind: string | null | undefined) => go({ kind: kind ?? undefined })}
        />
        <Select
          allowClear
          showSearch={{ optionFilterProp: 'label' }}
          className="routing-filter routing-filter-wide"
          popupMatchSelectWidth={false}
          aria-label={t('column.to')}
          placeholder={t('anyUnit')}
          value={search.unit ?? null}
          options={units.map((code) => ({ value: code, label: words.to({ unit: code }) }))}
          onChange={(unit: string | null | undefined) => go({ unit: unit ?? undefined })}
        />
        {byRule.size === 0 ? null : (
          <Checkbox checked={onlyFound} onChange={(event) => setOnlyFound(event.target.checked)}>
            {t('showFaults')}
          </Checkbox>
        )}
        {isFiltered ? (
          <Button
            type="link"
            size="small"
            onClick={() => {
              setOnlyFound(false)
              go({ q: undefined, kind: undefined, unit: undefined })
            }}
          >
            {t('clear')}
          </Button>
        ) : null}
        <output className="yw-quiet yw-small routing-count">
          {rows.length === rules.length
            ? t('count', { count: rules.length })
            : t('shown', { shown: rows.length, count: rules.length })}
        </output>
      </div>
      <div className="yw-scroll">
        {rows.length === 0 ? (
          <EmptyState title={t('noneFound')} hint={t('noneFoundHint')} />
        ) : (
          <RoutingTable
            label={t('title')}
            rows={rows.slice((current - 1) * pageSize, current * pageSize)}
            total={rules.length}
            words={words}
            changes={new Map(changes.map((one) => [one.code, one]))}
            findings={byRule}
            tools={tools}
            onOpen={onOpen}
          />
        )}
      </div>
      <Pagination
        className="routing-pages"
        size="small"
        hideOnSinglePage
        current={current}
        pageSize={pageSize}
        total={rows.length}
        showSizeChanger={false}
        onChange={setPage}
      />
    </>
  )
}

/** Whether a rule has every word that was typed in what stands in its row, and is for that kind and unit. */
function matches(rule: RoutingRule, { q, kind, unit }: RoutingSearch, words: RuleWords): boolean {
  if (kind !== undefined && rule.kind !== undefined && rule.kind !== kind) return false
  if (unit !== undefined && !('unit' in rule.to && rule.to.unit === unit)) return false
  if (q === undefined) return true
  const text = [
    rule.code,
    ...Object.values(rule.name),
    words.when(rule),
    words.to(rule.to),
    words.kind(rule.kind),
    rule.source ?? '',
    'unit' in rule.to ? rule.to.unit : '',
    JSON.stringify(rule.when),
  ]
    .join(' ')
    .toLowerCase()
  return q
    .toLowerCase()
    .split(/\s+/)
    .every((word) => text.includes(word))
}

function moved(rules: readonly RoutingRule[], from: number, to: number): readonly RoutingRule[] {
  return rules.toSpliced(from, 1).toSpliced(to, 0, rules[from]!)
}

/** The rules without one change: what it added goes, what it removed or changed is as it was, what it moved goes back. */
function takenBack(rules: readonly RoutingRule[], { kind, code, from, before }: RuleChange): readonly RoutingRule[] {
  const at = rules.findIndex((rule) => rule.code === code)
  if (kind === 'added') return rules.toSpliced(at, 1)
  if (kind === 'changed') return rules.with(at, before!)
  return (kind === 'moved' ? rules.toSpliced(at, 1) : rules).toSpliced(from!, 0, before!)
}

function fresh(rules: readonly RoutingRule[], kind: string | undefined): RoutingRule {
  return {
    code: freeCode(rules),
    name: { 'zh-CN': '', en: '' },
    ...(kind === undefined ? {} : { kind }),
    when: { all: [] },
    to: { unit: '' },
    certain: false,
  }
}
