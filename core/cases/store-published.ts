import { sql as raw } from 'kysely'
import type { Compilable } from '#lib/db'
import { sql } from './store.ts'

/** Who publishes something, and why. */
export interface Publishing {
  readonly by: string
  readonly name: string
  readonly reason: string
}

/** A version in a history. */
export interface VersionRow {
  version: number
  published_at: string
  published_by_name: string | null
  reason: string | null
  count: number
  total: number
}

export function selectNewestRouting(): Compilable<{ version: number; rules: unknown }> {
  return sql.selectFrom('cases.routing').select(['version', 'rules']).orderBy('version', 'desc').limit(1)
}

export function selectRouting(version: number): Compilable<{ version: number; rules: unknown }> {
  return sql.selectFrom('cases.routing').select(['version', 'rules']).where('version', '=', version)
}

export function insertRouting(version: number, rules: unknown, publishing: Publishing): Compilable<unknown> {
  return sql.insertInto('cases.routing').values({ version, rules: JSON.stringify(rules), ...columns(publishing) })
}

export function insertKind(
  kind: string,
  version: number,
  definition: unknown,
  publishing: Publishing,
): Compilable<unknown> {
  return sql
    .insertInto('cases.kind')
    .values({ kind, version, definition: JSON.stringify(definition), ...columns(publishing) })
}

function columns({ by, name, reason }: Publishing) {
  return { published_by: by, published_by_name: name, reason }
}

/** A page of the versions of the rules, the newest first, with how many rules each has. */
export function selectRoutingVersions(limit: number, offset: number): Compilable<VersionRow> {
  return sql
    .selectFrom('cases.routing')
    .select(['version', 'published_at', 'published_by_name', 'reason'])
    .select([
      raw<number>`jsonb_array_length(rules)`.as('count'),
      raw<number>`(select count(*) from cases.routing)`.as('total'),
    ])
    .orderBy('version', 'desc')
    .limit(limit)
    .offset(offset) as Compilable<VersionRow>
}

/** A page of the versions of a kind, the newest first; how many cases run on each is asked for apart. */
export function selectKindVersions(kind: string, limit: number, offset: number): Compilable<VersionRow> {
  return sql
    .selectFrom('cases.kind')
    .select(['version', 'published_at', 'published_by_name', 'reason'])
    .select([
      raw<number>`0`.as('count'),
      raw<number>`(select count(*) from cases.kind of_kind where of_kind.kind = ${kind})`.as('total'),
    ])
    .where('kind', '=', kind)
    .orderBy('version', 'desc')
    .limit(limit)
    .offset(offset) as Compilable<VersionRow>
}

/** How many running cases of a kind there are, by version and state. */
export function countRunning(kind: string): Compilable<{ kind_version: number; state: string; count: number }> {
  return sql
    .selectFrom('cases.case')
    .select(['kind_version', 'state'])
    .select(raw<number>`count(*)`.as('count'))
    .where('kind', '=', kind)
    .where('closed_at', 'is', null)
    .groupBy(['kind_version', 'state'])
}
