import { sql as raw } from 'kysely'
import { fixed, sqlFor, type Compilable, type Compiled } from '#lib/db'
import type { Words } from '#lib/kernel'
import type { Database } from '#database'

export type Tables = Pick<
  Database,
  'identity.account' | 'identity.failure' | 'identity.post' | 'identity.role' | 'identity.session'
>
const sql = sqlFor<Tables>()

export type Reach = 'unit' | 'subtree' | 'all' | 'listed'

export interface AccountRow {
  id: string
  name: string
  password_hash: string | null
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

const compiled = <Row>(query: ReturnType<typeof raw<Row>>): Compilable<Row> => ({
  compile: () => query.compile(sql) as ReturnType<Compilable<Row>['compile']>,
})

/** What a log-in needs of the account with a user name. */
export function findAccount(username: string): Compilable<AccountRow> {
  return compiled(raw<AccountRow>`select id, name, password_hash from identity.log_in_as(${username})`)
}

/** What a log-in turns on, of whoever asks, held against a change until the transaction ends. */
export function holdOwnPassword(): Compilable<{ password_hash: string | null; disabled_at: Date | null }> {
  return compiled(raw<{ password_hash: string | null; disabled_at: Date | null }>`
    select password_hash, disabled_at from identity.hold_own_password()`)
}

/** The passwords whoever asks has and had, the latest first. */
export function ownPasswords(): Compilable<{ password_hash: string }> {
  return compiled(raw<{ password_hash: string }>`select password_hash from identity.own_passwords() as password_hash`)
}

export function findOwnAccount(
  id: string,
): Compilable<{ username: string; name: string; has_password: boolean; disabled_at: Date | null }> {
  return sql
    .selectFrom('identity.account')
    .select(['username', 'name', 'has_password', 'disabled_at'])
    .where('id', '=', id)
}

/** The posts of an account that are in force, own ones first, then oldest first. */
export function postsOf(accountId: string): Compilable<PostRow> {
  return compiled(raw<PostRow>`
    select in_force.* from identity.posts_in_force() as in_force where account_id = ${accountId}::uuid
    order by absent is not null, began, post_id`)
}

/** Until when log-ins with a name, whether or not there is such an account, or from an address are refused. */
export function lockedUntil(username: string, address: string): Compilable<{ until: Date | null }> {
  return compiled(raw<{ until: Date | null }>`select identity.locked_until(${username}, ${address}) as until`)
}

/** The same, the name's count held against a change until the transaction ends. */
export function heldUntil(username: string, address: string): Compilable<{ until: Date | null }> {
  return compiled(raw<{ until: Date | null }>`select identity.held_until(${username}, ${address}) as until`)
}

export interface FailureLimits {
  readonly perName: number
  readonly perAddress: number
  readonly lockMinutes: number
}

/** Counts one more failed log-in; at a limit the name or the address is locked and its count begins anew. */
export function countFailure(
  username: string,
  address: string,
  { perName, perAddress, lockMinutes }: FailureLimits,
): Compilable<unknown> {
  return compiled(
    raw`select identity.count_failure(${username}, ${address}, ${perName}::int, ${perAddress}::int, ${lockMinutes}::int)`,
  )
}

/** Forgets the failed log-ins of whoever asks. */
export function forgetFailures(): Compilable<unknown> {
  return compiled(raw`select identity.forget_failures()`)
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
export function findSession(tokenHash: Buffer, { idleHours, sessionHours }: SessionLimits): Compiled<SessionRow> {
  return sessionOfToken({ tokenHash, idleHours, sessionHours })
}
const sessionOfToken = fixed(({ tokenHash, idleHours, sessionHours }: { tokenHash: Buffer } & SessionLimits) =>
  compiled(raw<SessionRow>`
    select * from identity.session_of(${tokenHash}, ${idleHours}::float8, ${sessionHours}::float8)`),
)

/** One of one's own sessions, by its id. */
export function findOwnSession(id: string, { idleHours, sessionHours }: SessionLimits): Compilable<SessionRow> {
  return compiled(raw<SessionRow>`
    select * from identity.running_sessions(${idleHours}::float8, ${sessionHours}::float8) where session_id = ${id}::uuid`)
}

/** Puts a running session whose post is over into the first post its account still has; null when there is none. */
export function moveSession(
  tokenHash: Buffer,
  { idleHours, sessionHours }: SessionLimits,
): Compilable<{ id: string | null }> {
  return compiled(raw<{ id: string | null }>`
    select identity.move_session(${tokenHash}, ${idleHours}::float8, ${sessionHours}::float8) as id`)
}

export function touchSession(tokenHash: Buffer): Compilable<unknown> {
  return compiled(raw`select identity.touch_session(${tokenHash})`)
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
export function setPassword(accountId: string, hash: string, given: boolean): Compilable<unknown> {
  return compiled(raw`select identity.set_password(${accountId}::uuid, ${hash}, ${given})`)
}

/** The demonstration accounts in their first post. */
export function demoAccounts(): Compilable<{ username: string; name: string; role_name: Words; unit_id: string }> {
  return compiled(raw<{ username: string; name: string; role_name: Words; unit_id: string }>`
    select username, name, role_name, unit_id from identity.demo_accounts()`)
}

export function isSetUpNeeded(): Compilable<{ needed: boolean }> {
  return compiled(raw<{ needed: boolean }>`select identity.is_set_up_needed() as needed`)
}

/** Takes the set-up code away, so that of two who use it at once one finds it gone. */
export function takeSetUp(codeHash: Buffer): Compilable<{ taken: boolean }> {
  return compiled(raw<{ taken: boolean }>`select identity.take_set_up(${codeHash}) as taken`)
}
