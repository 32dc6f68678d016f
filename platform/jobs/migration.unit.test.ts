import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { getConstructionPlans } from 'pg-boss'
import { expect, test } from 'vitest'

/** SQL without what a transaction of its own would add, and without differences of white space. */
function bare(sql: string): string[] {
  return sql
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => !/^(?:BEGIN;|COMMIT;|SET LOCAL|SELECT pg_advisory_xact_lock|--|$)/.test(line))
}

test('the migration makes the tables that the installed pg-boss asks for', async () => {
  const file = join(import.meta.dirname, 'migrations/20261122T2101_pgboss.sql')
  const [made] = (await readFile(file, 'utf8')).split('-- What follows is ours.')
  expect(bare(made!)).toEqual(bare(getConstructionPlans('pgboss')))
})
