import { sql as raw } from 'kysely'
import { sqlFor, type Compilable, type Compiled } from '#lib/db'
import type { Database } from '#database'
import type { JobState } from './contract.ts'

const sql = sqlFor<Pick<Database, 'jobs.retention'>>()

// The tables of pg-boss are not among the database types: its statements are written out here.

export interface QueueRow {
  name: string
  state: string
  count: number
  oldest: Date | null
}

/** How many jobs stand in each state of each queue; of what is completed only the last day. */
export function countJobs(): Compiled<QueueRow> {
  return {
    sql: `select name, state::text as state, count(*)::int as count, min(start_after) as oldest from pgboss.job
      where state in ('created', 'retry', 'active', 'failed') or (completed_on > now() - interval '1 day')
      group by name, state`,
    parameters: [],
  }
}

export interface JobRow {
  id: string
  name: string
  state: string
  data: unknown
  error: string | null
  retry_count: number
  retry_limit: number
  created_on: Date
  start_after: Date
  started_on: Date | null
  completed_on: Date | null
}

export interface JobFilter {
  readonly queue: string | undefined
  readonly state: JobState | undefined
  readonly q: string | undefined
  readonly page: number
  readonly pageSize: number
}

const where = `($1::text is null or name = $1) and ($2::pgboss.job_state is null or state = $2::pgboss.job_state)
  and ($3::text is null or strpos(lower(coalesce(output->>'message', '') || data::text), lower($3)) > 0)`

function whereValues({ queue, state, q }: JobFilter): unknown[] {
  return [queue ?? null, state === undefined ? null : state === 'waiting' ? 'created' : state, q ?? null]
}

const columns = `id, name, state::text as state, data, output->>'message' as error, retry_count, retry_limit,
  created_on, start_after, started_on, completed_on`

export function selectJobs(filter: JobFilter): Compiled<JobRow> {
  return {
    sql: `select ${columns} from pgboss.job where ${where} order by created_on desc, id limit $4 offset $5`,
    parameters: [...whereValues(filter), filter.pageSize, (filter.page - 1) * filter.pageSize],
  }
}

export function countMatching(filter: JobFilter): Compiled<{ total: number }> {
  return { sql: `select count(*)::int as total from pgboss.job where ${where}`, parameters: whereValues(filter) }
}

/** Holds a job until the transaction ends. */
export function lockJob(queue: string, id: string): Compiled<{ state: string }> {
  return {
    sql: 'select state::text as state from pgboss.job where name = $1 and id = $2 for update',
    parameters: [queue, id],
  }
}

export function selectFailed(queue: string | undefined, limit: number): Compiled<{ name: string; id: string }> {
  return {
    sql: `select name, id from pgboss.job where state = 'failed' and ($1::text is null or name = $1)
      order by created_on limit $2 for update skip locked`,
    parameters: [queue ?? null, limit],
  }
}

/** What administrators decided. */
export function selectRetentions(): Compilable<{ code: string; days: number; changed_at: Date; changed_by: string }> {
  return sql.selectFrom('jobs.retention').select(['code', 'days', 'changed_at', 'changed_by'])
}

export function upsertRetention(code: string, days: number, by: string): Compilable<unknown> {
  const said = { days, changed_at: raw<Date>`now()`, changed_by: by }
  return sql
    .insertInto('jobs.retention')
    .values({ code, ...said })
    .onConflict((conflict) => conflict.column('code').doUpdateSet(said))
}

/** Deletes jobs that ended long ago. */
export function deleteEnded(days: number, limit: number): Compiled<{ id: string }> {
  return {
    sql: `delete from pgboss.job where (name, id) in (
        select name, id from pgboss.job
        where state in ('completed', 'cancelled', 'failed') and completed_on < now() - $1::float8 * interval '1 day'
        limit $2)
      returning id`,
    parameters: [days, limit],
  }
}
