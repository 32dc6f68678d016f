import type { Compilable, Compiled } from './sql.ts'

/** Stands for a value while a query's text is made. */
class Hole {
  readonly row: number
  readonly key: string
  constructor(row: number, key: string) {
    this.row = row
    this.key = key
  }
}

/** More rows than this are put into words each time: few statements are so long, and each text is kept. */
const mostRows = 32

/**
 * A query whose text depends only on how many rows it is given: built once for each number of them, with holes that every
 * call fills. Building a query takes longer than sending it; worth it for what every command does. `build` may only pass
 * values on as parameters: what looks at one sees a hole, not the value.
 */
export function fixedRows<Values extends object, Row>(
  build: (rows: readonly Values[]) => Compilable<Row>,
): (rows: readonly Values[]) => Compiled<Row> {
  const texts = new Map<number, { readonly sql: string; readonly parameters: readonly unknown[] }>()
  return (rows) => {
    if (rows.length > mostRows) return build(rows).compile()
    let known = texts.get(rows.length)
    if (known === undefined) {
      const holes = rows.map((values, row) =>
        Object.fromEntries(Object.keys(values).map((key) => [key, new Hole(row, key)])),
      )
      known = build(holes as unknown as readonly Values[]).compile()
      texts.set(rows.length, known)
    }
    const parameters = known.parameters.map((value) =>
      value instanceof Hole ? (rows[value.row] as Record<string, unknown>)[value.key] : value,
    )
    return { sql: known.sql, parameters }
  }
}

/** The same for a query that is always given one set of values. */
export function fixed<Values extends object, Row>(
  build: (values: Values) => Compilable<Row>,
): (values: Values) => Compiled<Row> {
  const rows = fixedRows<Values, Row>(([values]) => build(values!))
  return (values) => rows([values])
}
