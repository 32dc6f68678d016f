import { Link } from '@tanstack/react-router'
import { Button } from 'antd'
import type { Field } from '#core/cases/contract'
import type { ImportReport } from '../contract.ts'
import { EmptyState, shortTime, useFocusOnMount, useKeys, useSay } from '#lib/ui'
import { useHotlineWords } from './words.ts'

interface ReportViewProps {
  readonly report: ImportReport
  readonly fields: readonly Field[]
  readonly onTake: () => void
  readonly onAgain: () => void
  readonly onAnother: () => void
}

/** What a check found, and the one button that follows from it. */
export function ReportView({ report, fields, onTake, onAgain, onAnother }: ReportViewProps) {
  const t = useHotlineWords()
  const fresh = report.good - report.known
  useKeys(t('title'), [{ keys: 'mod+Enter', label: t('keys.import'), run: () => fresh > 0 && onTake() }])
  return (
    <>
      <section className="import-result" aria-label={t('result')}>
        <dl className="import-figures">
          <Figure label={t('rows')} value={report.rows} />
          <Figure label={t('good')} value={report.good} />
          <Figure label={t('known')} value={report.known} hint={t('knownHint')} />
          <Figure label={t('fresh')} value={fresh} tone="lead" />
          <Figure label={t('bad')} value={report.bad} tone={report.bad > 0 ? 'bad' : undefined} />
        </dl>
        <p className="yw-quiet import-file">
          {report.fileName} · {report.encoding} ·{' '}
          <span className="yw-number">{t('seconds', { seconds: report.seconds.toFixed(1) })}</span>
        </p>
        <div className="import-decide">
          {fresh > 0 ? (
            <Button type="primary" size="large" onClick={onTake}>
              {report.bad > 0 ? t('importGood', { count: fresh }) : t('import', { count: fresh })}
            </Button>
          ) : (
            <p>
              <b>{t('nothing')}</b> <span className="yw-quiet">{t('nothingHint')}</span>
            </p>
          )}
          <Button size="large" onClick={onAnother}>
            {t('another')}
          </Button>
          <Button size="large" type="text" onClick={onAgain}>
            {t('again')}
          </Button>
          {report.bad > 0 && fresh > 0 ? (
            <span className="yw-quiet">{t('importGoodHint', { count: report.bad })}</span>
          ) : null}
        </div>
      </section>
      {report.faults.length > 0 ? <Faults report={report} /> : null}
      <Columns report={report} fields={fields} />
      {report.preview.length > 0 ? <Preview report={report} fields={fields} /> : null}
    </>
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
      <dd className="yw-number">{value.toLocaleString('en-US')}</dd>
    </div>
  )
}

function Faults({ report }: { readonly report: ImportReport }) {
  const t = useHotlineWords()
  return (
    <section className="import-part">
      <h2>
        {t('faults')}
        {report.faults.length < 200 ? null : (
          <span className="yw-quiet"> {t('faultsMore', { count: report.faults.length })}</span>
        )}
      </h2>
      <div className="import-scroll">
        <table className="import-table" aria-label={t('faults')}>
          <thead>
            <tr>
              <th className="import-c-row">{t('fault.row')}</th>
              <th className="import-c-column">{t('fault.column')}</th>
              <th>{t('fault.value')}</th>
              <th>{t('fault.fault')}</th>
            </tr>
          </thead>
          <tbody>
            {report.faults.map((fault, at) => (
              <tr key={at}>
                <td className="yw-number">{fault.row}</td>
                <td>{fault.column}</td>
                <td className="import-value">{fault.value === '' ? '—' : fault.value}</td>
                <td>{fault.fault}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  )
}

function Columns({ report, fields }: { readonly report: ImportReport; readonly fields: readonly Field[] }) {
  const t = useHotlineWords()
  const say = useSay()
  return (
    <section className="import-part">
      <h2>{t('columns')}</h2>
      <ul className="import-columns">
        {report.columns.map((column, at) => {
          const field = fields.find((one) => one.key === column.field)
          return (
            <li key={at} className={column.field === null ? 'import-unused' : ''}>
              {column.heading} <span aria-hidden="true">→</span>{' '}
              <b>{column.field === null ? t('unused') : field === undefined ? column.field : say(field.name)}</b>
            </li>
          )
        })}
      </ul>
    </section>
  )
}

function Preview({ report, fields }: { readonly report: ImportReport; readonly fields: readonly Field[] }) {
  const t = useHotlineWords()
  const say = useSay()
  const used = fields.filter((field) => report.preview.some((row) => (row[field.key] ?? '') !== ''))
  const shown = (field: Field, value: string) => {
    if (field.type === 'moment' && value.length > 10) return shortTime(value)
    const choice = field.choices?.find((one) => one.code === value)
    return choice === undefined ? value : say(choice.name)
  }
  return (
    <section className="import-part">
      <h2>{t('preview', { count: report.preview.length })}</h2>
      <div className="import-scroll">
        <table className="import-table import-preview" aria-label={t('preview', { count: report.preview.length })}>
          <thead>
            <tr>
              {used.map((field) => (
                <th key={field.key}>{say(field.name)}</th>
              ))}
            </tr>
          </thead>
          <tbody>
            {report.preview.map((row, at) => (
              <tr key={at}>
                {used.map((field) => (
                  <td key={field.key} className={`import-${field.type}`}>
                    <div title={row[field.key]}>{shown(field, row[field.key] ?? '')}</div>
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  )
}

/** What was written, and where it now is. */
export function ImportDone({ report, onAnother }: { readonly report: ImportReport; readonly onAnother: () => void }) {
  const t = useHotlineWords()
  const toList = useFocusOnMount<HTMLAnchorElement>()
  return (
    <output className="import-done">
      <EmptyState
        title={t('done', { count: report.imported })}
        hint={t('doneMore', { known: report.known, bad: report.bad, seconds: report.seconds.toFixed(1) })}
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
