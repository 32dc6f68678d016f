import { inject, expect, test } from 'vitest'
import { withClient } from '#lib/db'
import { cloneDatabase } from '#lib/testing'

/** Tables without row-level security, each with its reason. */
const open: Readonly<Record<string, string>> = {
  'db.migration': 'names of migrations: says nothing of a city; written by the owner alone',
  'cases.anchor': 'hashes over all cases; no request reads or writes them',
  'cases.anchor_entry': 'hashes of cases; no request reads or writes them',
}

test('every table of every module has row-level security, and the workers’ way in', async () => {
  const database = await cloneDatabase(inject('superUrl'), inject('template'))
  try {
    await withClient(database.superUrl, async (client) => {
      const { rows } = await client.query<{ table: string; secure: boolean; worked: boolean }>(
        `select n.nspname || '.' || c.relname as table, c.relrowsecurity as secure,
            not has_table_privilege('yiwang_working', c.oid, 'select') or exists (
              select from pg_policy p where p.polrelid = c.oid and 'yiwang_working'::regrole = any (p.polroles)) as worked
          from pg_class c join pg_namespace n on n.oid = c.relnamespace
          where c.relkind in ('r', 'p') and n.nspname !~ '^pg_' and n.nspname <> 'information_schema'`,
      )
      expect(rows.length).toBeGreaterThan(50)
      expect(
        rows
          .filter((row) => !row.secure)
          .map((row) => row.table)
          .toSorted(),
      ).toEqual(Object.keys(open).toSorted())
      expect(rows.filter((row) => row.secure && !row.worked).map((row) => row.table)).toEqual([])
      // Requests of a table that is an exception get no further than reading.
      const written = await client.query<{ table: string }>(
        `select t as table from unnest($1::text[]) t where has_table_privilege('yiwang_serving', t, 'insert, update, delete')`,
        [Object.keys(open)],
      )
      expect(written.rows).toEqual([])
    })
  } finally {
    await database.drop()
  }
})

test('what runs with its owner’s rights looks only where it is told to, and is not everybody’s', async () => {
  const database = await cloneDatabase(inject('superUrl'), inject('template'))
  try {
    await withClient(database.superUrl, async (client) => {
      const { rows } = await client.query<{ name: string; path: boolean; anybody: boolean }>(
        `select p.oid::regprocedure::text as name, coalesce('search_path=""' = any (p.proconfig), false) as path,
            has_function_privilege('public', p.oid, 'execute') as anybody
          from pg_proc p join pg_namespace n on n.oid = p.pronamespace
          where p.prosecdef and n.nspname !~ '^pg_'`,
      )
      expect(rows.length).toBeGreaterThan(20)
      expect(rows.filter((row) => !row.path || row.anybody).map((row) => row.name)).toEqual([])
    })
  } finally {
    await database.drop()
  }
})

test('no policy lets PostgreSQL gather all rows in sight to answer for one', async () => {
  const database = await cloneDatabase(inject('superUrl'), inject('template'))
  try {
    await withClient(database.superUrl, async (client) => {
      const { rows } = await client.query<{ policy: string; asks: number; byRow: number }>(
        `select tablename || ' ' || policyname as policy, regexp_count(condition, 'EXISTS [(]')::int as asks,
            regexp_count(condition, 'OFFSET 0')::int as "byRow"
          from pg_policies, concat(qual, with_check) condition where condition ~ 'EXISTS'`,
      )
      expect(rows.length).toBeGreaterThan(10)
      // Without an offset an EXISTS may become a hash of the other table, at every statement.
      expect(rows.filter((row) => row.asks !== row.byRow).map((row) => row.policy)).toEqual([])
    })
  } finally {
    await database.drop()
  }
})
