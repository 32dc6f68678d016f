import { createHash } from 'node:crypto'
import {
  DummyDriver,
  Kysely,
  PostgresAdapter,
  PostgresIntrospector,
  PostgresQueryCompiler,
  type CompiledQuery,
} from 'kysely'

/** What the layer below executes: a Kysely builder's compiled query; its row type travels along. */
export interface Compiled<Row = unknown> {
  readonly sql: string
  readonly parameters: readonly unknown[]
  /** phantom: carries the row type, never set */
  readonly row?: Row
}

/** Anything that compiles to a query: every Kysely builder does. */
export interface Compilable<Row = unknown> {
  compile(): CompiledQuery<Row>
}

/**
 * A typed SQL builder over some of the database's tables. It only compiles; `lib/db` executes. A module asks for its
 * own tables alone (`sqlFor<Pick<Database, 'cases.case' | …>>()`), so that a foreign one does not type-check.
 */
export function sqlFor<Tables>(): Kysely<Tables> {
  return new Kysely<Tables>({
    dialect: {
      createAdapter: () => new PostgresAdapter(),
      createDriver: () => new DummyDriver(),
      createIntrospector: (db) => new PostgresIntrospector(db),
      createQueryCompiler: () => new PostgresQueryCompiler(),
    },
  })
}

const names = new Map<string, string>()

/** A prepared statement's name, so that PostgreSQL parses each text once per connection. */
export function statementName(sql: string): string {
  let name = names.get(sql)
  if (name === undefined) {
    name = createHash('md5').update(sql).digest('hex')
    // Texts come from builders, so there are few; a runaway (a list of another length each time) must not fill memory.
    if (names.size > 5000) names.clear()
    names.set(sql, name)
  }
  return name
}
