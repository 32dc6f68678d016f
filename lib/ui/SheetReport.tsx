import { useUiWords } from './own-words.ts'
import { useJoin } from './words.ts'

/** What is wrong in one cell of a file. */
interface SheetFault {
  readonly row: number
  readonly column: string
  readonly value: string
  readonly fault: string
}

/** What a look at a file has found: how many of what, which file it was, and every fault by row and column. */
export function SheetReport({
  figures,
  fileName,
  encoding,
  unused,
  faults,
  mostListed = 200,
}: {
  readonly figures: readonly {
    readonly key: string
    readonly name: string
    readonly value: number
    readonly bad?: boolean
  }[]
  readonly fileName: string
  readonly encoding: string
  /** headings nobody knows */
  readonly unused: readonly string[]
  readonly faults: readonly SheetFault[]
  /** so many the server lists at most */
  readonly mostListed?: number
}) {
  const t = useUiWords()
  const join = useJoin()
  return (
    <>
      <dl className="yw-figures">
        {figures.map(({ key, name, value, bad }) => (
          <div key={key} className={bad === true ? 'yw-figure-bad' : ''}>
            <dt>{name}</dt>
            <dd className="yw-number">{value.toLocaleString('en-US')}</dd>
          </div>
        ))}
      </dl>
      <p className="yw-quiet yw-small">
        {fileName} · {encoding}
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
