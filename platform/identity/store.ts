import { sql as raw } from 'kysely'
import { sqlFor, type Compilable } from '#lib/db'
import type { Words } from '#lib/kernel'
import type { Database } from '#database'

export type Tables = Pick<
  Database,
  | 'identity.account'
  | 'identity.former_password'
  | 'identity.post'
  | 'identity.role'
  | 'identity.session'
  | 'identity.set_up'
>
const sql = sqlFor<Tables>()

export type Reach = 'unit' | 'subtree' | 'all' | 'listed'

export interface AccountRow {
  id: string
  username: string
  name: string
  password_hash: string | null
  failed_count: number
  locked_until: Date | null
  disabled_at: Date | null
}

/** A post in force, with the reach it gives: of a stand-in, that of the absent person's post. */
export interface PostRow {
  post_id: string
  role: string
  role_name: Words
  unit_id: string
  valid_to: Date | null
  absent: string | null
  reach: Reach
  units: string[] | null
  places: string[] | null
  categories: string[] | null
  sensitivity: 0 | 1 | 2
}

export interface SessionRow extends PostRow {
  session_id: string
  account_id: string
  username: string
  name: string
  demo: boolean
  created_at: Date
  seen_at: Date
  must_change_password: boolean
  password_changed_at: Date
}

export function findAccount(username: string): Compilable<AccountRow> {
  return sql
    .selectFrom('identity.account')
    .select(['id', 'username', 'name', 'password_hash', 'failed_count', 'locked_until', 'disabled_at'])
    .where('username', '=', username)
}

/** What a log-in turns on, held against a change until the transaction ends. */
export function holdAccount(
  id: string,
): Compilable<Pick<AccountRow, 'locked_until' | 'failed_count' | 'disabled_at' | 'password_hash'>> {
  return sql
    .selectFrom('identity.account')
    .select(['locked_until', 'failed_count', 'disabled_at', 'password_hash'])
    .where('id', '=', id)
    .forUpdate()
}

export function findAccountById(id: string): Compilable<AccountRow> {
  return sql
    .selectFrom('identity.account')
    .select(['id', 'username', 'name', 'password_hash', 'failed_count', 'locked_until', 'disabled_at'])
    .where('id', '=', id)
}

/**
 * Posts that are in force now. A stand-in's is in force only while the absent person's is and their account is enabled,
 * and reaches exactly as far: it never gives more than the absent person has.
 */
const postsInForce = raw`
  select post.id as post_id, post.valid_from as began, post.account_id, post.role, role.name as role_name, post.unit_id,
    least(post.valid_to, absent_post.valid_to) as valid_to, absent.name as absent,
    coalesce(own.reach, role.reach) as reach, own.units, own.places, own.categories,
    coalesce(own.sensitivity, role.sensitivity) as sensitivity
  from identity.post as post
  join identity.role as role on role.code = post.role
  left join identity.post as absent_post on absent_post.id = post.deputy_of
  left join identity.account as absent on absent.id = absent_post.account_id
  join identity.post as own on own.id = coalesce(post.deputy_of, post.id)
  where post.valid_from <= now() and (post.valid_to is null or post.valid_to > now())
    and (post.deputy_of is null or (
      absent.disabled_at is null and absent_post.valid_from <= now()
      and (absent_post.valid_to is null or absent_post.valid_to > now())))`

const compiled = <Row>(query: ReturnType<typeof raw<Row>>): Compilable<Row> => ({
  compile: () => query.compile(sql) as ReturnType<Compilable<Row>['compile']>,
})

/** The posts of an account that are in force, own ones first, then oldest first. */
export function postsOf(accountId: string): Compilable<PostRow> {
  return compiled(raw<PostRow>`
    select in_force.* from (${postsInForce} and post.account_id = ${accountId}::uuid) as in_force
    order by absent is not null, began, post_id`)
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

export interface NewSession {
  id: string
  tokenHash: Buffer
  accountId: string
  postId: string
  address: string
  device: string | undefined
}

export function insertSession(session: NewSession): Compilable<unknown> {
  return sql.insertInto('identity.session').values({
    id: session.id,
    token_hash: session.tokenHash,
    account_id: session.accountId,
    post_id: session.postId,
    address: session.address,
    device: session.device?.slice(0, 300) ?? null,
  })
}

/** How long sessions live, in hours: without use, and at all. */
export interface SessionLimits {
  readonly idleHours: number
  readonly sessionHours: number
}

const running = ({ idleHours, sessionHours }: SessionLimits) => raw<boolean>`
  session.ended_at is null
  and session.seen_at > now() - ${idleHours}::float8 * interval '1 hour'
  and session.created_at > now() - ${sessionHours}::float8 * interval '1 hour'
  and exists (select from identity.account as owner where owner.id = session.account_id and owner.disabled_at is null)`

/** The running session of a token with its account and, while it is in force, its post. */
export function findSession(tokenHash: Buffer, limits: SessionLimits): Compilable<SessionRow> {
  return compiled(raw<SessionRow>`${wholeSession} where session.token_hash = ${tokenHash} and ${running(limits)}`)
}

/** The same by the session's id. */
export function findOwnSession(id: string, limits: SessionLimits): Compilable<SessionRow> {
  return compiled(raw<SessionRow>`${wholeSession} where session.id = ${id}::uuid and ${running(limits)}`)
}

const wholeSession = raw`
  select session.id as session_id, session.created_at, session.seen_at, account.id as account_id, account.username,
    account.name, account.demo, account.must_change_password, account.password_changed_at,
    in_force.post_id, in_force.role, in_force.role_name, in_force.unit_id, in_force.valid_to, in_force.absent,
    in_force.reach, in_force.units, in_force.places, in_force.categories, in_force.sensitivity
  from identity.session as session
  join identity.account as account on account.id = session.account_id
  cross join lateral (${postsInForce} and post.id = session.post_id) as in_force`

/** Puts a running session whose post is over into the first post its account still has. */
export function moveSession(tokenHash: Buffer, limits: SessionLimits): Compilable<{ id: string }> {
  return compiled(raw<{ id: string }>`
    update identity.session as session set post_id = next.post_id
    from (select distinct on (account_id) account_id, post_id from (${postsInForce}) as in_force
      order by account_id, absent is not null, began, post_id) as next
    where next.account_id = session.account_id and session.token_hash = ${tokenHash} and ${running(limits)}
    returning session.id`)
}

export function touchSession(id: string): Compilable<unknown> {
  return sql
    .updateTable('identity.session')
    .set({ seen_at: raw<Date>`now()` })
    .where('id', '=', id)
}

export function setSessionPost(id: string, postId: string): Compilable<unknown> {
  return sql.updateTable('identity.session').set({ post_id: postId }).where('id', '=', id)
}

export function endSession(id: string): Compilable<unknown> {
  return sql
    .updateTable('identity.session')
    .set({ ended_at: raw<Date>`now()` })
    .where('id', '=', id)
    .where('ended_at', 'is', null)
}

export interface RunningSession {
  id: string
  post_id: string
  created_at: Date
  seen_at: Date
  address: string | null
  device: string | null
}

/** The running sessions of an account, the latest used first. */
export function runningSessions(accountId: string, limits: SessionLimits): Compilable<RunningSession> {
  return compiled(raw<RunningSession>`
    select session.id, session.post_id, session.created_at, session.seen_at, session.address, session.device
    from identity.session as session where session.account_id = ${accountId}::uuid and ${running(limits)}
    order by session.seen_at desc, session.id`)
}

/** The running sessions that act in one of these posts, or in a stand-in's for one. */
export function sessionsInPosts(postIds: readonly string[]): Compilable<{ id: string }> {
  return compiled(raw<{ id: string }>`
    select session.id from identity.session as session join identity.post as post on post.id = session.post_id
    where session.ended_at is null and (post.id = any(${postIds}::uuid[]) or post.deputy_of = any(${postIds}::uuid[]))`)
}

/** Sets a password; keeps the one it replaces among the former ones, of which the last five stay. */
export function setPassword(accountId: string, hash: string, given: boolean): Compilable<unknown>[] {
  return [
    compiled(raw`
      insert into identity.former_password (account_id, password_hash)
      select id, password_hash from identity.account where id = ${accountId}::uuid and password_hash is not null`),
    compiled(raw`
      delete from identity.former_password where account_id = ${accountId}::uuid and set_at not in
        (select set_at from identity.former_password where account_id = ${accountId}::uuid order by set_at desc limit 5)`),
    sql
      .updateTable('identity.account')
      .set({
        password_hash: hash,
        must_change_password: given,
        password_changed_at: raw<Date>`now()`,
        failed_count: 0,
        locked_until: null,
      })
      .where('id', '=', accountId),
  ]
}

/** The passwords an account had, the latest first. */
export function formerPasswords(accountId: string): Compilable<{ password_hash: string }> {
  return sql
    .selectFrom('identity.former_password')
    .select('password_hash')
    .where('account_id', '=', accountId)
    .orderBy('set_at', 'desc')
}

/** The demonstration accounts in their first post. */
export function demoAccounts(): Compilable<{ username: string; name: string; role_name: Words; unit_id: string }> {
  return compiled(raw<{ username: string; name: string; role_name: Words; unit_id: string }>`
    select account.username, account.name, first.role_name, first.unit_id
    from identity.account as account
    join (select distinct on (account_id) * from (${postsInForce}) as in_force
      order by account_id, absent is not null, began, post_id) as first on first.account_id = account.id
    where account.demo and account.disabled_at is null order by account.id`)
}

export function findSetUp(): Compilable<{ code_hash: Buffer }> {
  return sql.selectFrom('identity.set_up').select('code_hash')
}

/** Takes the set-up code away, so that of two who use it at once one finds it gone. */
export function takeSetUp(codeHash: Buffer): Compilable<{ one: boolean }> {
  return sql.deleteFrom('identity.set_up').where('code_hash', '=', codeHash).returning('one')
}
