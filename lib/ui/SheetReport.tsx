import { useUiWords } from './own-words.ts'
import { figure } from './figure.ts'
import { useJoin } from './words.ts'

/** What is wrong in one cell of a file. */
interface SheetFault {
  readonly row: number
  readonly column: string
  readonly value: string
  readonly fault: string
}

interface SheetReportProps<K extends string> {
  readonly report: { readonly fileName: string; readonly encoding: string } & Readonly<Record<K | 'bad', number>>
  /** which counts are told, in this order; bad rows are told last, in red where there are some */
  readonly figures: readonly K[]
  /** what a count is called */
  readonly nameOf: (figure: K | 'bad') => string
  /** headings nobody knows */
  readonly unused?: readonly string[]
  readonly faults?: readonly SheetFault[]
  /** so many the server lists at most */
  readonly mostListed?: number
}

/** What a look at a file has found: how many of what, which file it was, and every fault by row and column. */
export function SheetReport<K extends string>({
  report,
  figures,
  nameOf,
  unused = [],
  faults = [],
  mostListed = 200,
}: SheetReportProps<K>) {
  const t = useUiWords()
  const join = useJoin()
  return (
    <>
      <dl className="yw-figures">
        {[...figures, 'bad' as const].map((key) => (
          <div key={key} className={key === 'bad' && report.bad > 0 ? 'yw-figure-bad' : ''}>
            <dt>{nameOf(key)}</dt>
            <dd className="yw-number">{figure(report[key])}</dd>
          </div>
        ))}
      </dl>
      <p className="yw-quiet yw-small">
        {report.fileName} · {report.encoding}
        {unused.length === 0 ? null : <> · {t('sheet.unused', { columns: join(unused) })}</>}
      </p>
      {faults.length === 0 ? null : (
        <div className="yw-faults">
          <table className="yw-table" aria-label={t('sheet.faults')}>
            <thead>
              <tr>
                <th style={{ width: 64 }}>{t('sheet.row')}</th>
                <th style={{ width: 140 }}>{t('sheet.column')}</th>
                <th>{t('sheet.value')}</th>
                <th>{t('sheet.fault')}</th>
              </tr>
            </thead>
            <tbody>
              {faults.map((one, at) => (
                <tr key={at}>
                  <td className="yw-number">{one.row}</td>
                  <td className="yw-clip">{one.column}</td>
                  <td className="yw-clip" title={one.value}>
                    {one.value === '' ? '—' : one.value}
                  </td>
                  <td>{one.fault}</td>
                </tr>
              ))}
            </tbody>
          </table>
          {faults.length < mostListed ? null : <p className="yw-quiet">{t('sheet.more', { count: faults.length })}</p>}
        </div>
      )}
    </>
  )
}
