import { ArrowLeftOutlined, DownloadOutlined, UploadOutlined } from '@ant-design/icons'
import { useQueryClient } from '@tanstack/react-query'
import { useNavigate, useParams } from '@tanstack/react-router'
import { App, Button, Skeleton } from 'antd'
import { useEffect, useMemo, useRef, useState } from 'react'
import {
  EmptyState,
  ErrorState,
  FailureAlert,
  keyOf,
  Notice,
  PageHeader,
  saveFile,
  shortTime,
  Tabs,
  useKeys,
  useRead,
  useSay,
} from '#lib/ui'
import { useMe } from '#platform/identity/ui'
import { checkKindRoute, listKinds, listKindVersions, type KindDefinition, type KindFinding } from '../contract.ts'
import { compareKinds } from './kind-diff.ts'
import { placeFor, readJson, type TextPlace } from './json-places.ts'
import { KindChanges } from './KindChanges.tsx'
import { newKindCode, textOfKind, useKindDraft } from './kind-draft.ts'
import { KindFindings } from './KindFindings.tsx'
import { KindFlow } from './KindFlow.tsx'
import { KindJsonEditor, type KindJsonEditorHandle } from './KindJsonEditor.tsx'
import { KindPublish } from './KindPublish.tsx'
import { KindRunning } from './KindRunning.tsx'
import { usePublishingWords } from './publishing-words.ts'
import './kinds.css'

/** Writing the next version of a kind: its text, what the check says of it, what it changes, how it goes. */
export function KindDraftPage() {
  const { kind: code = '' }: { kind?: string } = useParams({ strict: false })
  const t = usePublishingWords()
  const me = useMe()
  const navigate = useNavigate()
  const answer = useRead(listKinds, {}, { staleTime: 600_000 })
  const back = () =>
    void (code === newKindCode
      ? navigate({ to: '/case-kinds' })
      : navigate({ to: '/case-kinds/$kind', params: { kind: code } }))
  if (answer.isPending || me === undefined) return <Skeleton active paragraph={{ rows: 10 }} />
  if (answer.data === undefined) return <ErrorState failure={answer.error!} onRetry={() => void answer.refetch()} />
  if (!answer.data.mayPublish)
    return <EmptyState title={t('mayNot')} action={<Button onClick={back}>{t('back')}</Button>} />
  const newest = answer.data.items.find((one) => one.kind === code)
  return (
    <KindDraftEditor
      key={code}
      code={code}
      account={me.account.id}
      newest={newest}
      kinds={answer.data.items}
      onBack={back}
    />
  )
}

interface KindDraftEditorProps {
  readonly code: string
  readonly account: string
  readonly newest: KindDefinition | undefined
  readonly kinds: readonly KindDefinition[]
  readonly onBack: () => void
}

type Tab = 'findings' | 'changes' | 'diagram' | 'running'
const waitMs = 400
/** With these the rest of a definition cannot be relied on: neither compared nor drawn. */
const shapeless = ['structure', 'condition', 'words_missing']

function KindDraftEditor({ code, account, newest, kinds, onBack }: KindDraftEditorProps) {
  const t = usePublishingWords()
  const say = useSay()
  const { message, modal } = App.useApp()
  const navigate = useNavigate()
  const queries = useQueryClient()
  const editor = useRef<KindJsonEditorHandle>(null)
  const file = useRef<HTMLInputElement>(null)
  const drafting = useKindDraft(account, code)
  const begun = newest === undefined ? '' : textOfKind({ ...newest, version: newest.version + 1 })
  const text = drafting.draft?.text ?? begun
  const settled = useSettledText(text)
  const read = useMemo(() => readJson(settled), [settled])
  const definition = read.ok ? read.value : undefined
  const check = useRead(checkKindRoute, { body: { definition } }, { enabled: read.ok, keep: true })
  const isChecked = read.ok && settled === text && !check.isFetching && check.data !== undefined
  const findings = useMemo(() => (check.data === undefined ? undefined : [...check.data.findings]), [check.data])
  const errors = findings?.filter((one) => one.severity === 'error') ?? []
  const isWhole = read.ok && findings !== undefined && !errors.some((one) => shapeless.includes(one.code))
  const kind = isWhole && !check.isPlaceholderData ? (definition as KindDefinition) : undefined
  const base = kind === undefined ? newest : kinds.find((one) => one.kind === kind.kind)
  const changes = useMemo(
    () => (kind === undefined || base === undefined ? undefined : compareKinds(base, kind)),
    [kind, base],
  )
  const [tab, setTab] = useState<Tab>('findings')
  const [publishing, setPublishing] = useState(false)
  const running = check.data?.running ?? []
  const total = running.reduce((sum, one) => sum + one.count, 0)
  const jump = (place: TextPlace) => editor.current?.jump(place)
  const mayPublish = isChecked && errors.length === 0 && kind !== undefined && changes?.length !== 0
  useKeys(t('titleNew'), [
    { keys: 'mod+Enter', label: t('publish'), run: () => (mayPublish ? setPublishing(true) : undefined) },
  ])
  return (
    <div className="kind-page">
      <PageHeader
        title={newest === undefined ? t('titleNew') : t('titleOf', { name: say(newest.name) })}
        aside={drafting.draft === undefined ? null : <span className="kind-draft-mark">{t('draft')}</span>}
        actions={
          <>
            <Button icon={<UploadOutlined />} onClick={() => file.current?.click()}>
              {t('upload')}
            </Button>
            <Button
              icon={<DownloadOutlined />}
              disabled={text === ''}
              onClick={() => saveFile(text, `${code === newKindCode ? 'kind' : code}-draft.json`, 'application/json')}
            >
              {t('download')}
            </Button>
            <Button
              disabled={!read.ok}
              onClick={() => (read.ok ? drafting.put(textOfKind(read.value as KindDefinition)) : undefined)}
            >
              {t('format')}
            </Button>
            {drafting.draft === undefined ? null : (
              <Button
                onClick={() =>
                  modal.confirm({
                    title: t('resetAsk'),
                    okText: t('resetYes'),
                    okButtonProps: { danger: true },
                    cancelText: t('keep'),
                    onOk: drafting.drop,
                  })
                }
              >
                {t('reset')}
              </Button>
            )}
            <Button type="primary" disabled={!mayPublish} onClick={() => setPublishing(true)}>
              {t('publish')}
            </Button>
            <Button icon={<ArrowLeftOutlined />} onClick={onBack}>
              {t('back')}
            </Button>
          </>
        }
      />
      <input
        ref={file}
        className="yw-hidden"
        type="file"
        accept=".json,application/json"
        aria-label={t('upload')}
        tabIndex={-1}
        onChange={(event) => {
          const chosen = event.target.files?.[0]
          event.target.value = ''
          if (chosen !== undefined) void chosen.text().then((read) => drafting.put(read))
        }}
      />
      <p className="yw-quiet kind-hint">
        {drafting.draft !== undefined
          ? t('saved', { at: shortTime(drafting.draft.savedAt) })
          : newest === undefined
            ? t('empty')
            : t('unchanged', { version: newest.version })}
      </p>
      <div className={tab === 'diagram' ? 'kind-draft kind-draft-wide' : 'kind-draft'}>
        <KindJsonEditor
          label={t('editor')}
          value={text}
          onChange={drafting.put}
          marks={marksOf(read, settled === text ? (findings ?? []) : [])}
          handle={editor}
        />
        <section className="kind-results">
          <Tabs
            id="kind-draft"
            label={t('tabs.label')}
            current={tab}
            counts
            tabs={[
              { code: 'findings', name: t('tabs.findings'), count: read.ok ? findings?.length : 1 },
              { code: 'changes', name: t('tabs.changes'), count: changes?.length },
              { code: 'running', name: t('tabs.running'), count: total },
              { code: 'diagram', name: t('tabs.diagram'), count: kind?.states.length },
            ]}
            onPick={setTab}
          />
          <div id="kind-draft-panel" role="tabpanel" aria-labelledby={`kind-draft-tab-${tab}`} className="kind-result">
            {check.error === null ? null : <FailureAlert failure={check.error} />}
            {tab === 'findings' ? (
              <>
                {kind !== undefined && newest !== undefined && kind.kind !== newest.kind ? (
                  <Notice tone="warning">{t('findings.otherKind', { code: kind.kind, kind: newest.kind })}</Notice>
                ) : null}
                <KindFindings read={read} findings={isChecked || !read.ok ? findings : undefined} onJump={jump} />
              </>
            ) : tab === 'changes' ? (
              kind === undefined ? (
                <EmptyState title={t('changes.broken')} />
              ) : base === undefined || changes === undefined ? (
                <EmptyState title={t('changes.first')} />
              ) : (
                <KindChanges changes={changes} before={base} after={kind} />
              )
            ) : tab === 'running' ? (
              <KindRunning kind={base} running={running} stranded={check.data?.stranded ?? []} />
            ) : kind === undefined || errors.some((one) => one.code === 'state_unknown') ? (
              <EmptyState title={t('diagram.broken')} />
            ) : (
              <KindFlow key={settled} kind={kind} />
            )}
          </div>
        </section>
      </div>
      {publishing && kind !== undefined ? (
        <KindPublish
          kind={kind}
          changes={changes}
          running={total}
          warnings={findings?.length ?? 0}
          onClose={() => setPublishing(false)}
          onDone={async () => {
            setPublishing(false)
            drafting.drop()
            await queries.invalidateQueries({ queryKey: keyOf(listKinds) })
            void queries.invalidateQueries({ queryKey: keyOf(listKindVersions) })
            void message.success(t('publishing.done', { name: say(kind.name), version: kind.version }))
            void navigate({ to: '/case-kinds/$kind', params: { kind: kind.kind } })
          }}
        />
      ) : null}
    </div>
  )
}

/** The text once nobody has typed for a moment. */
function useSettledText(text: string): string {
  const [settled, setSettled] = useState(text)
  useEffect(() => {
    const timer = setTimeout(() => setSettled(text), waitMs)
    return () => clearTimeout(timer)
  }, [text])
  return settled
}

function marksOf(
  read: ReturnType<typeof readJson>,
  findings: readonly KindFinding[],
): ReadonlyMap<number, 'error' | 'warning'> {
  if (!read.ok) return new Map([[read.place.line, 'error']])
  const marks = new Map<number, 'error' | 'warning'>()
  for (const { where, severity } of findings) {
    const { line } = placeFor(read.places, where)
    if (marks.get(line) !== 'error') marks.set(line, severity)
  }
  return marks
}
