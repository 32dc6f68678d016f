import { sql as raw } from 'kysely'
import { sqlFor, type Compilable } from '#lib/db'
import type { Words } from '#lib/kernel'
import type { Database } from '#database'

const sql = sqlFor<Pick<Database, 'identity.account' | 'identity.post' | 'identity.role' | 'identity.session'>>()

export interface AccountRow {
  id: string
  username: string
  name: string
  password_hash: string
  failed_count: number
  locked_until: Date | null
}

export interface PostRow {
  post_id: string
  role: string
  role_name: Words
  unit_id: string
}

export interface SessionRow extends PostRow {
  session_id: string
  account_id: string
  username: string
  name: string
  seen_at: Date
}

export function findAccount(username: string): Compilable<AccountRow> {
  return sql
    .selectFrom('identity.account')
    .select(['id', 'username', 'name', 'password_hash', 'failed_count', 'locked_until'])
    .where('username', '=', username)
}

/** How long an account is locked as of now, held against a change until the transaction ends. */
export function holdAccount(accountId: string): Compilable<{ locked_until: Date | null; failed_count: number }> {
  return sql
    .selectFrom('identity.account')
    .select(['locked_until', 'failed_count'])
    .where('id', '=', accountId)
    .forUpdate()
}

/** The posts of a user name, oldest first. */
export function postsOf(username: string): Compilable<PostRow> {
  return sql
    .selectFrom('identity.post as post')
    .innerJoin('identity.account as account', 'account.id', 'post.account_id')
    .innerJoin('identity.role as role', 'role.code', 'post.role')
    .select(['post.id as post_id', 'post.role', 'post.unit_id'])
    .select(raw<Words>`role.name`.as('role_name'))
    .where('account.username', '=', username)
    .orderBy('post.id')
}

/** Counts one more wrong password; at `max` the account is locked for `minutes` and the count begins anew. */
export function countFailure(accountId: string, max: number, minutes: number): Compilable<unknown> {
  return sql
    .updateTable('identity.account')
    .set({
      failed_count: raw<number>`case when failed_count + 1 >= ${max} then 0 else failed_count + 1 end`,
      locked_until: raw<Date | null>`case when failed_count + 1 >= ${max} then now() + ${minutes}::int * interval '1 minute' else locked_until end`,
    })
    .where('id', '=', accountId)
}

export function clearFailures(accountId: string): Compilable<unknown> {
  return sql.updateTable('identity.account').set({ failed_count: 0, locked_until: null }).where('id', '=', accountId)
}

export function insertSession(session: {
  id: string
  tokenHash: Buffer
  accountId: string
  postId: string
}): Compilable<unknown> {
  return sql.insertInto('identity.session').values({
    id: session.id,
    token_hash: session.tokenHash,
    account_id: session.accountId,
    post_id: session.postId,
  })
}

/** The running session of a token, with its account and post. */
export function findSession(tokenHash: Buffer): Compilable<SessionRow> {
  return sql
    .selectFrom('identity.session as session')
    .innerJoin('identity.account as account', 'account.id', 'session.account_id')
    .innerJoin('identity.post as post', 'post.id', 'session.post_id')
    .innerJoin('identity.role as role', 'role.code', 'post.role')
    .select([
      'session.id as session_id',
      'session.seen_at',
      'account.id as account_id',
      'account.username',
      'account.name',
      'post.id as post_id',
      'post.role',
      'post.unit_id',
    ])
    .select(raw<Words>`role.name`.as('role_name'))
    .where('session.token_hash', '=', tokenHash)
    .where('session.ended_at', 'is', null)
}

export function touchSession(id: string): Compilable<unknown> {
  return sql
    .updateTable('identity.session')
    .set({ seen_at: raw<Date>`now()` })
    .where('id', '=', id)
}

export function endSession(id: string): Compilable<unknown> {
  return sql
    .updateTable('identity.session')
    .set({ ended_at: raw<Date>`now()` })
    .where('id', '=', id)
    .where('ended_at', 'is', null)
}

export function demoAccounts(): Compilable<{ username: string; name: string; role_name: Words; unit_id: string }> {
  return sql
    .selectFrom('identity.account as account')
    .innerJoin('identity.post as post', 'post.account_id', 'account.id')
    .innerJoin('identity.role as role', 'role.code', 'post.role')
    .select(['account.username', 'account.name', 'post.unit_id'])
    .select(raw<Words>`role.name`.as('role_name'))
    .where('account.demo', '=', true)
    .orderBy('account.id')
}
