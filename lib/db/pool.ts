import pg from 'pg'
import type { Logger } from '#lib/kernel'

export type Pool = pg.Pool

// bigint columns of ours are sequences and counts, far below 2^53; a number is what the rest of the code wants.
pg.types.setTypeParser(pg.types.builtins.INT8, (text) => {
  const value = Number(text)
  if (!Number.isSafeInteger(value)) throw new Error(`bigint ${text} does not fit a number`)
  return value
})

// A calendar day has no time zone: as text it cannot slip by one.
pg.types.setTypeParser(pg.types.builtins.DATE, (text) => text)

/**
 * A pool whose connections act as one of the group roles, whatever login the URL names: so the rights are the same on
 * the embedded and on an existing server.
 */
export function createPool(url: string, role: 'yiwang_serving' | 'yiwang_working', log: Logger, size = 10): Pool {
  const pool = new pg.Pool({
    connectionString: url,
    max: size,
    // JIT costs more than it gives for short statements; UTC so that nothing depends on the server's own zone
    options: `-c role=${role} -c jit=off -c timezone=UTC -c lock_timeout=10s -c statement_timeout=60s -c idle_in_transaction_session_timeout=60s`,
    application_name: 'yiwang',
    connectionTimeoutMillis: 10_000,
  } as pg.PoolConfig)
  // An idle client emits `error` when the server goes away; unhandled, that would end the process.
  pool.on('error', (error) => log.warn({ err: error.message }, 'an idle database connection ended'))
  return pool
}
