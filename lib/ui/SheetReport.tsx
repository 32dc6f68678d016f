import type { ReactNode } from 'react'

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
  file,
  faults,
  words,
  more,
}: {
  readonly figures: readonly {
    readonly key: string
    readonly name: string
    readonly value: number
    readonly bad?: boolean
  }[]
  readonly file: ReactNode
  readonly faults: readonly SheetFault[]
  readonly words: {
    readonly faults: string
    readonly row: string
    readonly column: string
    readonly value: string
    readonly fault: string
  }
  /** said below the table, e.g. that it does not show all of them */
  readonly more: ReactNode
}) {
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
      <p className="yw-quiet yw-small">{file}</p>
      {faults.length === 0 ? null : (
        <div className="yw-faults">
          <table className="yw-table" aria-label={words.faults}>
            <thead>
              <tr>
                <th style={{ width: 64 }}>{words.row}</th>
                <th style={{ width: 140 }}>{words.column}</th>
                <th>{words.value}</th>
                <th>{words.fault}</th>
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
          {more}
        </div>
      )}
    </>
  )
}
