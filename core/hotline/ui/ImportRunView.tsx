import { Link } from '@tanstack/react-router'
import { useQueryClient } from '@tanstack/react-query'
import { Button, Popconfirm } from 'antd'
import { useState } from 'react'
import { countCases, listCases } from '#core/cases/contract'
import { EmptyState, ErrorState, FailureAlert, fullTime, keyOf, Notice, PageHeader, StateTag, useCommand, useEvent, useFocusOnMount, useKeys, useRead, useSay } from '#lib/ui' // prettier-ignore
import { discardImport, getImport, ImportMoved, listFaults, listImports, lookAtImport, resumeImport, stopImport, type ImportRun } from '../import-contract.ts' // prettier-ignore
import { ImportMapping } from './ImportMapping.tsx'
import { ImportReport } from './ImportReport.tsx'
import { stages } from './ImportRuns.tsx'
import { Progress } from './Progress.tsx'
import { useHotlineWords } from './words.ts'

/** One import, from its columns to its end; moves by itself as the work goes on. */
export function ImportRunView({ runId, onLeave }: { readonly runId: string; readonly onLeave: () => void }) {
  const t = useHotlineWords()
  const queries = useQueryClient()
  useKeys(t('title'), [{ keys: 'Escape', label: t('back'), run: onLeave }])
  const input = { params: { id: runId } }
  const read = useRead(getImport, input)
  const [moved, setMoved] = useState<Partial<ImportRun>>({})
  const [remapping, setRemapping] = useState(false)
  const refresh = () => {
    for (const route of [getImport, listFaults, listImports, lookAtImport])
      void queries.invalidateQueries({ queryKey: keyOf(route) })
  }
  useEvent(ImportMoved, ({ runId: id, state, doneRows, totalRows, imported, bad }) => {
    if (id !== runId) return
    setMoved({ doneRows, totalRows, imported, bad })
    if (state === read.data?.state) return
    refresh()
    if (state === 'done') {
      void queries.invalidateQueries({ queryKey: keyOf(listCases) })
      void queries.invalidateQueries({ queryKey: keyOf(countCases) })
    }
  })
  const take = (run: ImportRun) => {
    setMoved({})
    setRemapping(false)
    queries.setQueryData(keyOf(getImport, input), run)
    refresh()
  }
  if (read.error !== null) return <ErrorState failure={read.error} onRetry={() => void read.refetch()} />
  const known = read.data
  if (known === undefined) return <Progress label={t('uploading', { file: '' })} />
  const working = known.state === 'checking' || known.state === 'importing'
  const run: ImportRun = working ? { ...known, ...moved } : known
  return (
    <div className="import-page">
      <PageHeader
        title={run.fileName}
        aside={<StateTag stage={stages[run.state]} name={t(`state.${run.state}`)} />}
        actions={<Button onClick={onLeave}>{t('back')}</Button>}
      />
      {run.mine ? null : <Notice tone="info">{t('notMine', { name: run.by.name })}</Notice>}
      {run.sameFile === null || run.state === 'done' ? null : (
        <Notice tone="info">
          {t('sameFile', {
            name: run.sameFile.by,
            when: fullTime(run.sameFile.createdAt),
            count: run.sameFile.imported,
          })}
        </Notice>
      )}
      {run.state === 'mapping' || remapping ? (
        <ImportMapping run={run} onMapped={take} />
      ) : working ? (
        <Working run={run} onMoved={take} />
      ) : run.state === 'checked' ? (
        <ImportReport run={run} onMoved={take} onRemap={() => setRemapping(true)} onDiscarded={onLeave} />
      ) : run.state === 'done' ? (
        <>
          <Done run={run} onAnother={onLeave} />
          {run.bad > 0 ? <ImportReport run={run} onMoved={take} /> : null}
        </>
      ) : (
        <Halted run={run} onMoved={take} onLeave={onLeave} onRemap={() => setRemapping(true)} />
      )}
    </div>
  )
}

function Working({ run, onMoved }: { readonly run: ImportRun; readonly onMoved: (run: ImportRun) => void }) {
  const t = useHotlineWords()
  const stop = useCommand(stopImport)
  const importing = run.state === 'importing'
  const total = run.totalRows ?? 0
  return (
    <>
      <Progress
        label={t(importing ? 'work.importing' : 'work.checking', { file: run.fileName })}
        note={
          importing
            ? t('work.importedRows', { done: run.doneRows, total, count: run.imported })
            : t('work.checkedRows', { count: run.doneRows, bad: run.bad })
        }
        share={importing && total > 0 ? run.doneRows / total : undefined}
      />
      {run.mine ? (
        <p className="import-decide import-stop">
          <Button
            loading={stop.isPending}
            onClick={() => stop.mutate({ params: { id: run.id }, body: {} }, { onSuccess: onMoved })}
          >
            {t('work.stop')}
          </Button>
        </p>
      ) : null}
      {stop.error === null ? null : <FailureAlert failure={stop.error} />}
    </>
  )
}

/** What was written, and where it now is. */
function Done({ run, onAnother }: { readonly run: ImportRun; readonly onAnother: () => void }) {
  const t = useHotlineWords()
  const toList = useFocusOnMount<HTMLAnchorElement>()
  return (
    <output className="import-done">
      <EmptyState
        title={t('done', { count: run.imported })}
        hint={t('doneMore', { known: run.known, bad: run.bad, seconds: Math.max(0.1, run.seconds).toFixed(1) })}
        action={
          <p className="import-decide">
            <Link to="/cases" className="import-to-list" ref={toList}>
              {t('toList')}
            </Link>
            <Button onClick={onAnother}>{t('another')}</Button>
          </p>
        }
      />
    </output>
  )
}

/** Stopped, failed or given up: why, and how to go on. */
function Halted({
  run,
  onMoved,
  onLeave,
  onRemap,
}: {
  readonly run: ImportRun
  readonly onMoved: (run: ImportRun) => void
  readonly onLeave: () => void
  readonly onRemap: () => void
}) {
  const t = useHotlineWords()
  const say = useSay()
  const resume = useCommand(resumeImport)
  const discard = useCommand(discardImport)
  const open = run.mine && run.state !== 'discarded'
  const input = { params: { id: run.id }, body: {} }
  return (
    <>
      <EmptyState
        title={run.state === 'failed' ? t('failed') : t(`state.${run.state}`)}
        hint={run.failure === null ? t('stoppedMore', { done: run.doneRows, count: run.imported }) : say(run.failure)}
        action={
          open ? (
            <p className="import-decide">
              <Button
                type="primary"
                loading={resume.isPending}
                onClick={() => resume.mutate(input, { onSuccess: onMoved })}
              >
                {t('resume')}
              </Button>
              {run.stage === 'check' ? <Button onClick={onRemap}>{t('report.remap')}</Button> : null}
              <Popconfirm
                title={t('report.discardAsk')}
                okText={t('report.discard')}
                onConfirm={() => discard.mutate(input, { onSuccess: onLeave })}
              >
                <Button danger loading={discard.isPending}>
                  {t('report.discard')}
                </Button>
              </Popconfirm>
            </p>
          ) : undefined
        }
      />
      {resume.error === null ? null : <FailureAlert failure={resume.error} />}
      {discard.error === null ? null : <FailureAlert failure={discard.error} />}
    </>
  )
}
