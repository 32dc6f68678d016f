import { Button, Pagination, Popconfirm } from 'antd'
import { useState } from 'react'
import { urlOf } from '#lib/http/contract'
import { ErrorState, FailureAlert, useCommand, useKeys, useRead, useSay, figure } from '#lib/ui'
import { discardImport, getReport, listFaults, startImport, type ImportRun } from '../import-contract.ts'
import { useHotlineKind } from './kind.ts'
import { useHotlineWords } from './words.ts'

interface ImportReportProps {
  readonly run: ImportRun
  readonly onMoved: (run: ImportRun) => void
  readonly onRemap?: () => void
  readonly onDiscarded?: () => void
}

/** What a check found, and what may follow from it. */
export function ImportReport({ run, onMoved, onRemap, onDiscarded }: ImportReportProps) {
  return (
    <>
      <Result run={run} onMoved={onMoved} onRemap={onRemap} onDiscarded={onDiscarded} />
      <Notes run={run} />
      {run.faultCells > 0 ? <Faults run={run} /> : null}
      <Mapped run={run} />
    </>
  )
}

function Result({
  run,
  onMoved,
  onRemap,
  onDiscarded,
}: {
  readonly run: ImportRun
  readonly onMoved: (run: ImportRun) => void
  readonly onRemap: (() => void) | undefined
  readonly onDiscarded: (() => void) | undefined
}) {
  const t = useHotlineWords()
  const start = useCommand(startImport)
  const discard = useCommand(discardImport)
  const fresh = run.good - run.known
  const open = run.state === 'checked' && run.mine
  const take = () => {
    if (!open || fresh <= 0 || start.isPending) return
    start.mutate({ params: { id: run.id }, body: { goodRowsOnly: run.bad > 0 } }, { onSuccess: onMoved })
  }
  useKeys(t('title'), [{ keys: 'mod+Enter', label: t('keys.import'), run: take }])
  const read = [run.layout.sheetName, run.layout.encoding ?? 'Excel'].filter((one) => one !== '').join(' · ')
  return (
    <section className="import-result" aria-label={t('report.label')}>
      <dl className="import-figures">
        <Figure label={t('report.rows')} value={run.totalRows ?? run.doneRows} />
        <Figure label={t('report.good')} value={run.good} />
        <Figure label={t('report.known')} value={run.known} hint={t('report.knownHint')} />
        {run.state === 'checked' ? <Figure label={t('report.fresh')} value={fresh} tone="lead" /> : null}
        <Figure label={t('report.bad')} value={run.bad} tone={run.bad > 0 ? 'bad' : undefined} />
      </dl>
      <p className="yw-quiet import-file">
        {read} ·{' '}
        <span className="yw-number">{t('report.seconds', { seconds: Math.max(0.1, run.seconds).toFixed(1) })}</span>
      </p>
      <div className="import-decide">
        {!open ? null : fresh > 0 ? (
          <Button type="primary" size="large" loading={start.isPending} onClick={take}>
            {run.bad > 0 ? t('report.importGood', { count: fresh }) : t('report.import', { count: fresh })}
          </Button>
        ) : (
          <p>
            <b>{t('report.nothing')}</b> <span className="yw-quiet">{t('report.nothingHint')}</span>
          </p>
        )}
        {run.mine ? (
          <Button
            size="large"
            title={t('report.downloadHint')}
            href={urlOf(getReport, { params: { id: run.id } })}
            download
          >
            {t('report.download')}
          </Button>
        ) : null}
        {open && onRemap !== undefined ? (
          <Button size="large" onClick={onRemap}>
            {t('report.remap')}
          </Button>
        ) : null}
        {open && onDiscarded !== undefined ? (
          <Popconfirm
            title={t('report.discardAsk')}
            okText={t('report.discard')}
            onConfirm={() => discard.mutate({ params: { id: run.id }, body: {} }, { onSuccess: onDiscarded })}
          >
            <Button size="large" type="text" danger loading={discard.isPending}>
              {t('report.discard')}
            </Button>
          </Popconfirm>
        ) : null}
        {open && run.bad > 0 && fresh > 0 ? (
          <span className="yw-quiet">{t('report.importGoodHint', { count: run.bad })}</span>
        ) : null}
      </div>
      {start.error === null ? null : <FailureAlert failure={start.error} />}
      {discard.error === null ? null : <FailureAlert failure={discard.error} />}
    </section>
  )
}

function Figure({
  label,
  value,
  hint,
  tone,
}: {
  readonly label: string
  readonly value: number
  readonly hint?: string
  readonly tone?: 'lead' | 'bad' | undefined
}) {
  return (
    <div className={tone === undefined ? '' : `import-figure-${tone}`} title={hint}>
      <dt>{label}</dt>
      <dd className="yw-number">{figure(value)}</dd>
    </div>
  )
}

function Notes({ run: { notes } }: { readonly run: ImportRun }) {
  const t = useHotlineWords()
  const lines = [
    notes.hiddenRows === undefined
      ? undefined
      : t('report.hiddenRows', { count: notes.hiddenRows, row: notes.firstHiddenRow ?? 0 }),
    notes.hiddenColumns === undefined
      ? undefined
      : t('report.hiddenColumns', { columns: notes.hiddenColumns.join(' ') }),
    notes.mergedCells === undefined ? undefined : t('report.mergedCells', { count: notes.mergedCells }),
    notes.otherSheets === undefined ? undefined : t('report.otherSheets', { names: notes.otherSheets.join(' · ') }),
  ].filter((line) => line !== undefined)
  if (lines.length === 0) return null
  return (
    <section className="import-part">
      <h2>{t('report.notes')}</h2>
      <ul>
        {lines.map((line) => (
          <li key={line}>{line}</li>
        ))}
      </ul>
    </section>
  )
}

function Faults({ run }: { readonly run: ImportRun }) {
  const t = useHotlineWords()
  const say = useSay()
  const [field, setField] = useState<string | undefined>(undefined)
  const [page, setPage] = useState(1)
  const query = { page, pageSize: 50, ...(field === undefined ? {} : { field }) }
  const faults = useRead(listFaults, { params: { id: run.id }, query }, { keep: true })
  const choose = (key: string | undefined) => {
    setPage(1)
    setField(key)
  }
  return (
    <section className="import-part">
      <h2>
        {t('report.faults')}
        {run.faultCells <= 5000 ? null : (
          <span className="yw-quiet"> {t('report.faultsMore', { count: run.faultCells })}</span>
        )}
      </h2>
      <ul className="import-columns import-reasons" aria-label={t('report.reasons')}>
        <li>
          <Button size="small" type={field === undefined ? 'primary' : 'default'} onClick={() => choose(undefined)}>
            {t('report.all')} <span className="yw-number">{figure(run.faultCells)}</span>
          </Button>
        </li>
        {run.reasons.slice(0, 12).map((one, at) => (
          <li key={at}>
            <Button size="small" type={field === one.field ? 'primary' : 'default'} onClick={() => choose(one.field)}>
              {t('report.reason', { field: say(one.name), fault: say(one.fault) })}{' '}
              <span className="yw-number">{t('report.times', { count: one.count })}</span>
            </Button>
          </li>
        ))}
      </ul>
      {faults.error === null ? null : <ErrorState failure={faults.error} onRetry={() => void faults.refetch()} />}
      <div className="import-scroll">
        <table className="import-table" aria-label={t('report.faults')}>
          <thead>
            <tr>
              <th className="import-c-row">{t('fault.row')}</th>
              <th className="import-c-column">{t('fault.column')}</th>
              <th>{t('fault.value')}</th>
              <th>{t('fault.fault')}</th>
            </tr>
          </thead>
          <tbody>
            {(faults.data?.items ?? []).map((fault, at) => (
              <tr key={at}>
                <td className="yw-number">{fault.row}</td>
                <td>{fault.column}</td>
                <td className="import-value">{fault.value === '' ? '—' : fault.value}</td>
                <td>{say(fault.fault)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {(faults.data?.total ?? 0) > 50 ? (
        <Pagination
          className="import-pages"
          size="small"
          current={page}
          pageSize={50}
          total={faults.data?.total ?? 0}
          showSizeChanger={false}
          onChange={setPage}
        />
      ) : null}
    </section>
  )
}

function Mapped({ run }: { readonly run: ImportRun }) {
  const t = useHotlineWords()
  const say = useSay()
  const fields = useHotlineKind()?.fields ?? []
  const nameOf = (key: string) => {
    const field = fields.find((one) => one.key === key)
    return field === undefined ? key : say(field.name)
  }
  return (
    <section className="import-part">
      <h2>{t('report.columns')}</h2>
      <ul className="import-columns">
        {run.layout.headings.map((heading, at) => {
          const key = run.mapping.columns[at] ?? null
          return (
            <li key={at} className={key === null ? 'import-unused' : ''}>
              {heading} <span aria-hidden="true">→</span> <b>{key === null ? t('map.unused') : nameOf(key)}</b>
            </li>
          )
        })}
        {Object.entries(run.mapping.constants).map(([key, value]) => {
          const choice = fields.find((one) => one.key === key)?.choices?.find(({ code }) => code === value)
          return (
            <li key={key}>
              “{choice === undefined ? value : say(choice.name)}” <span aria-hidden="true">→</span> <b>{nameOf(key)}</b>
            </li>
          )
        })}
      </ul>
    </section>
  )
}
