import { PgBoss, type Db } from 'pg-boss'
import type { Transaction } from '#lib/db'
import type { Logger } from '#lib/kernel'

export interface BossOptions {
  /** login of the workers */
  url: string
  log: Logger
  /** looks for lost tries every so many seconds; default 30 */
  superviseSeconds?: number
}

/**
 * pg-boss on our terms: its tables are made by a migration, never by it, and it acts as the workers' group role, so that
 * neither login needs the right to change tables.
 */
export function createBoss({ url, log, superviseSeconds = 30 }: BossOptions): PgBoss {
  const boss = new PgBoss({
    connectionString: url,
    // A claim that a crash takes back is made again.
    options: '-c role=yiwang_working -c timezone=UTC -c jit=off -c synchronous_commit=off',
    application_name: 'yiwang-jobs',
    max: 4,
    schema: 'pgboss',
    migrate: false,
    createSchema: false,
    // A timetable, a registry of processes and rebuilding indexes (which only their owner may) are not asked for.
    schedule: false,
    registerInstance: false,
    reindex: false,
    monitorVacuum: false,
    supervise: true,
    superviseIntervalSeconds: superviseSeconds,
    monitorIntervalSeconds: superviseSeconds,
    useListenNotify: true,
  })
  boss.on('error', (error) => log.warn({ err: error.message }, 'the background jobs met an error'))
  boss.on('warning', (warning) => log.warn({ warning: warning.message }, 'the background jobs warn'))
  return boss
}

/** Lets pg-boss run its statements in a transaction of ours. */
export function within(tx: Transaction): Db {
  return {
    async executeSql(text, values = []) {
      const [rows] = await tx.read({ sql: text, parameters: values })
      return { rows: rows as unknown[] }
    },
  }
}
