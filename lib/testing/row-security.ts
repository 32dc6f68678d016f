import { withClient } from '#lib/db'
import type { ClonedDatabase } from './clone.ts'

/** Who a statement comes from, as row-level security is told; nobody when it is told nothing. */
export interface Asker {
  /** what `yiwang.actor` says, e.g. `{ account }` */
  readonly actor?: object
  /** rights, for `yiwang.may` */
  readonly may?: readonly string[]
}

/** What statements of ours meet: rows or a refusal. */
export interface Guarded {
  /** Rows a statement gives or touches; undefined when PostgreSQL refuses it for lack of rights. What was done is undone. */
  count(statement: string, values?: unknown[]): Promise<number | undefined>
  /** The same, and the rows. */
  rows<Row>(statement: string, values?: unknown[]): Promise<Row[]>
}

/** Runs statements as the role that serves requests, for somebody. */
export function guarded(database: Pick<ClonedDatabase, 'webUrl'>, asker: Asker): Guarded {
  const run = (statement: string, values: unknown[] = []) =>
    withClient(database.webUrl, async (client) => {
      await client.query('set role yiwang_serving')
      await client.query('begin')
      if (asker.actor !== undefined)
        await client.query(`select set_config('yiwang.actor', $1, true)`, [JSON.stringify(asker.actor)])
      if (asker.may !== undefined)
        await client.query(`select set_config('yiwang.may', $1, true)`, [asker.may.join(',')])
      try {
        const { rows, rowCount } = await client.query<Record<string, unknown>>(statement, values)
        return { rows, rowCount }
      } finally {
        await client.query('rollback')
      }
    })
  return {
    async count(statement, values) {
      try {
        return (await run(statement, values)).rowCount ?? 0
      } catch (error) {
        if ((error as { code?: string }).code === '42501') return undefined
        throw error
      }
    },
    rows: async <Row>(statement: string, values?: unknown[]) => (await run(statement, values)).rows as Row[],
  }
}

/** What somebody gets of a whole table. */
export interface Grasp {
  readonly seen: number
  /** rows an update, else a deletion, of everything touches */
  readonly changed: number
  /** whether a row may be put in */
  readonly added: boolean
}

/** Tries to see, change and add to a whole table, whatever its columns are; what a request was never granted is not tried. */
export async function graspOf(database: ClonedDatabase, asker: Asker, table: string): Promise<Grasp> {
  const [granted] = await withClient(
    database.superUrl,
    async (client) =>
      (
        await client.query<{ column: string | null; removes: boolean; adds: boolean; columns: string }>(
          `select (select quote_ident(a.attname) from pg_attribute a
              where a.attrelid = $1::regclass and a.attnum > 0 and not a.attisdropped
                and has_column_privilege('yiwang_serving', a.attrelid, a.attnum, 'update')
              order by a.attnum desc limit 1) as column,
            has_table_privilege('yiwang_serving', $1, 'delete') as removes,
            has_table_privilege('yiwang_serving', $1, 'insert') as adds,
            (select string_agg(quote_ident(a.attname), ', ') from pg_attribute a
              where a.attrelid = $1::regclass and a.attnum > 0 and not a.attisdropped and a.attgenerated = ''
                and has_column_privilege('yiwang_serving', a.attrelid, a.attnum, 'select')) as columns`,
          [table],
        )
      ).rows,
  )
  const { column, removes, adds, columns } = granted!
  const as = guarded(database, asker)
  const change =
    column !== null ? `update ${table} set ${column} = ${column}` : removes ? `delete from ${table}` : undefined
  // A copy of a row: where it may be added it breaks a key, where it may not it does not get that far.
  const added = adds && (await adding(as, table, columns))
  return {
    seen: (await as.count(`select from ${table}`)) ?? 0,
    changed: change === undefined ? 0 : ((await as.count(change)) ?? 0),
    added,
  }
}

async function adding(as: Guarded, table: string, columns: string): Promise<boolean> {
  try {
    const copy = `insert into ${table} (${columns}) overriding system value select ${columns} from ${table} limit 1`
    return (await as.count(copy)) === 1
  } catch (error) {
    if (['23505', '23P01'].includes((error as { code?: string }).code ?? '')) return true
    throw error
  }
}
