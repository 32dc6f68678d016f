import { sql as raw, type RawBuilder } from 'kysely'
import { sqlFor, type Compilable } from '#lib/db'
import { newId, type Words } from '#lib/kernel'
import { officerRoles } from './policy.ts'
import type { Reach, Tables } from './store.ts'

const sql = sqlFor<Tables>()
const compiled = <Row>(query: RawBuilder<Row>): Compilable<Row> => ({
  compile: () => query.compile(sql) as ReturnType<Compilable<Row>['compile']>,
})

export interface RoleRow {
  code: string
  name: Words
  duty: Words | null
  terminal: string | null
  reach: 'unit' | 'subtree' | 'all'
  sensitivity: number
}

export function selectRoles(): Compilable<RoleRow> {
  return compiled(raw<RoleRow>`
    select code, name, duty, terminal, reach, sensitivity from identity.role order by position, code`)
}

export interface AccountFilter {
  readonly q?: string | undefined
  /** digest of what is looked for, when it is a telephone number */
  readonly phone?: string | undefined
  readonly role?: string | undefined
  readonly unitId?: string | undefined
  readonly state?: 'enabled' | 'disabled' | 'locked' | undefined
}

export interface AccountListRow {
  id: string
  username: string
  name: string
  state: 'enabled' | 'disabled' | 'locked'
  sealed_phone: Buffer | null
  has_password: boolean
  last_seen_at: Date | null
  posts: { role_name: Words; unit_id: string }[]
}

const stateOf = raw<'enabled' | 'disabled' | 'locked'>`case when account.disabled_at is not null then 'disabled'
  when exists (select from identity.failure as failure where failure.sort = 'name' and failure.key = account.username
    and failure.locked_until > now()) then 'locked' else 'enabled' end`

/** Posts that are in force or to come. */
const notOver = raw<boolean>`(post.valid_to is null or post.valid_to > now())`

function matching({ q, phone, role, unitId, state }: AccountFilter): RawBuilder<boolean> {
  const parts = [raw<boolean>`true`]
  if (q !== undefined && q.trim() !== '') {
    const like = `%${q
      .trim()
      .toLowerCase()
      .replace(/[\\%_]/g, '\\$&')}%`
    const byPhone =
      phone === undefined
        ? raw``
        : raw`or exists (select from identity.phone as phone where phone.account_id = account.id and phone.digest = ${phone})`
    parts.push(raw<boolean>`(account.username like ${like} or lower(account.name) like ${like} ${byPhone})`)
  }
  if (state !== undefined) parts.push(raw<boolean>`${stateOf} = ${state}`)
  if (role !== undefined || unitId !== undefined) {
    parts.push(raw<boolean>`exists (select from identity.post as post where post.account_id = account.id and ${notOver}
      ${role === undefined ? raw`` : raw`and post.role = ${role}`}
      ${unitId === undefined ? raw`` : raw`and post.unit_id = ${unitId}::uuid`})`)
  }
  return raw<boolean>`${raw.join(parts, raw` and `)}`
}

const orders = {
  name: raw`account.name`,
  '-name': raw`account.name desc`,
  username: raw`account.username`,
  '-username': raw`account.username desc`,
  seen: raw`last_seen_at nulls first`,
  '-seen': raw`last_seen_at desc nulls last`,
} as const
export type AccountSort = keyof typeof orders

export function selectAccounts(
  filter: AccountFilter,
  sort: AccountSort,
  limit: number,
  offset: number,
): Compilable<AccountListRow> {
  return compiled(raw<AccountListRow>`
    select account.id, account.username, account.name, ${stateOf} as state,
      account.has_password, (select phone.sealed from identity.phone as phone where phone.account_id = account.id) as sealed_phone,
      (select max(session.seen_at) from identity.session as session where session.account_id = account.id) as last_seen_at,
      coalesce((select jsonb_agg(jsonb_build_object('role_name', role.name, 'unit_id', post.unit_id) order by post.valid_from, post.id)
        from identity.post as post join identity.role as role on role.code = post.role
        where post.account_id = account.id and ${notOver} and post.deputy_of is null), '[]') as posts
    from identity.account as account where ${matching(filter)}
    order by ${orders[sort]}, account.id limit ${limit} offset ${offset}`)
}

export function countAccounts(filter: AccountFilter): Compilable<{ total: number }> {
  return compiled(raw<{ total: number }>`
    select count(*)::int as total from identity.account as account where ${matching(filter)}`)
}

export interface AccountDetail {
  id: string
  username: string
  name: string
  state: 'enabled' | 'disabled' | 'locked'
  has_password: boolean
  must_change_password: boolean
  password_changed_at: Date
  created_at: Date
}

export function findAccountDetail(id: string): Compilable<AccountDetail> {
  return compiled(raw<AccountDetail>`
    select account.id, account.username, account.name, ${stateOf} as state,
      account.has_password, account.must_change_password, account.password_changed_at,
      account.created_at
    from identity.account as account where account.id = ${id}::uuid`)
}

export interface WholePost {
  id: string
  account_id: string
  /** null: not the asker's to see */
  username: string | null
  role: string
  role_name: Words
  unit_id: string
  valid_from: Date
  valid_to: Date | null
  in_force: boolean
  absent: string | null
  absent_id: string | null
  deputy_of: string | null
  reach: Reach | null
  units: string[] | null
  places: string[] | null
  categories: string[] | null
  sensitivity: 0 | 1 | 2 | null
}

const wholePosts = raw`
  select post.id, post.account_id, account.username, post.role, role.name as role_name, post.unit_id, post.valid_from, post.valid_to,
    post.valid_from <= now() and ${notOver} as in_force, absent.name as absent, absent.id as absent_id, post.deputy_of,
    post.reach, post.units, post.places, post.categories, post.sensitivity
  from identity.post as post join identity.role as role on role.code = post.role
  left join identity.account as account on account.id = post.account_id
  left join identity.post as absent_post on absent_post.id = post.deputy_of
  left join identity.account as absent on absent.id = absent_post.account_id`

/** All posts of an account: what is in force or to come first, then the latest ended. */
export function allPostsOf(accountId: string): Compilable<WholePost> {
  return compiled(raw<WholePost>`
    ${wholePosts} where post.account_id = ${accountId}::uuid order by ${notOver} desc, post.valid_to desc, post.valid_from, post.id`)
}

/** A post that is not over, locked against a change beside this one. */
export function lockPost(id: string): Compilable<WholePost> {
  return compiled(raw<WholePost>`${wholePosts} where post.id = ${id}::uuid and ${notOver} for update of post`)
}

/** The roles of an account's posts in force or to come. */
export function rolesOf(accountId: string): Compilable<{ role: string }> {
  return compiled(raw<{ role: string }>`
    select distinct post.role from identity.post as post where post.account_id = ${accountId}::uuid and ${notOver}`)
}

const officers = raw`
  select post.role, post.account_id from identity.post as post
  join identity.account as account on account.id = post.account_id
  where post.role = any(${[...officerRoles]}::text[]) and post.deputy_of is null and account.disabled_at is null
    and post.valid_from <= now() and ${notOver}
  order by post.id`

export interface OfficerRow {
  role: string
  account_id: string
}

/** Who holds the officers' roles. */
export function officersQuery(): Compilable<OfficerRow> {
  return compiled(raw<OfficerRow>`${officers}`)
}

/** The same, locked, so that two officers cannot remove each other at once. */
export function lockOfficers(): Compilable<OfficerRow> {
  return compiled(raw<OfficerRow>`${officers} for update of post, account`)
}

/** The accounts with these user names. */
export function selectAccountsNamed(
  usernames: readonly string[],
): Compilable<{ id: string; username: string; name: string }> {
  return compiled(raw<{ id: string; username: string; name: string }>`
    select id, username, name from identity.account where username = any(${[...usernames]}::text[])`)
}

/** Their own posts that are not over. */
export function postsOfAccounts(
  usernames: readonly string[],
): Compilable<{ account_id: string; role: string; unit_id: string }> {
  return compiled(raw<{ account_id: string; role: string; unit_id: string }>`
    select post.account_id, post.role, post.unit_id from identity.post as post
    join identity.account as account on account.id = post.account_id
    where account.username = any(${[...usernames]}::text[]) and post.deputy_of is null and ${notOver}`)
}

/** Enabled accounts nobody has given a password yet, officers left out: theirs is another's to give. */
export function selectWithoutPassword(limit: number): Compilable<{ id: string; username: string; name: string }> {
  return compiled(raw<{ id: string; username: string; name: string }>`
    select account.id, account.username, account.name from identity.account as account
    where not account.has_password and account.disabled_at is null
      and not exists (select from identity.post as post where post.account_id = account.id
        and post.role = any(${[...officerRoles]}::text[]) and ${notOver})
    order by account.username limit ${limit}`)
}

/** Those of these accounts that still have none, held against a second giver. */
export function lockWithoutPassword(ids: readonly string[]): Compilable<{ id: string }> {
  return compiled(raw<{ id: string }>`
    select id from identity.account where id = any(${[...ids]}::uuid[]) and not has_password order by id for update`)
}

export function insertAccount(account: { id: string; username: string; name: string }): Compilable<unknown> {
  return sql.insertInto('identity.account').values(account)
}

export function updateAccount(id: string, { username, name }: { username: string; name: string }): Compilable<unknown> {
  return sql.updateTable('identity.account').set({ username, name }).where('id', '=', id)
}

export function disableAccountRow(id: string): Compilable<unknown> {
  return sql
    .updateTable('identity.account')
    .set({ disabled_at: raw<Date>`coalesce(disabled_at, now())` })
    .where('id', '=', id)
}

export function enableAccountRow(id: string): Compilable<unknown> {
  return sql.updateTable('identity.account').set({ disabled_at: null }).where('id', '=', id)
}

/** Lets somebody try to log in again at once. */
export function unlock(username: string): Compilable<unknown> {
  return sql.deleteFrom('identity.failure').where('sort', '=', 'name').where('key', '=', username)
}

export interface ScopeColumns {
  reach: Reach | null
  units: string[] | null
  places: string[] | null
  categories: string[] | null
  sensitivity: 0 | 1 | 2 | null
}

/** A post to be given. */
export interface NewPost extends Partial<ScopeColumns> {
  accountId: string
  role: string
  unitId: string
  grantedBy: string | null
  validFrom?: Date
  validTo?: Date | null
  deputyOf?: string
  reason?: string
}

/** The statement that gives a post, and its new id. */
export function insertPost(post: NewPost): { id: string; query: Compilable<unknown> } {
  const id = newId()
  const query = sql.insertInto('identity.post').values({
    id,
    account_id: post.accountId,
    role: post.role,
    unit_id: post.unitId,
    granted_by: post.grantedBy,
    ...(post.validFrom === undefined ? {} : { valid_from: post.validFrom }),
    valid_to: post.validTo ?? null,
    reach: post.reach ?? null,
    units: post.units ?? null,
    places: post.places ?? null,
    categories: post.categories ?? null,
    sensitivity: post.sensitivity ?? null,
    deputy_of: post.deputyOf ?? null,
    reason: post.reason ?? null,
  })
  return { id, query }
}

export function updatePost(id: string, validTo: Date | null, scope: ScopeColumns): Compilable<unknown> {
  return sql
    .updateTable('identity.post')
    .set({ valid_to: validTo, ...scope })
    .where('id', '=', id)
}

/** Ends a post and the stand-ins for it; what has not begun never begins. */
export function endPosts(id: string): Compilable<unknown> {
  return compiled(raw`
    update identity.post as post set valid_from = least(valid_from, now()), valid_to = now()
    where (post.id = ${id}::uuid or post.deputy_of = ${id}::uuid) and ${notOver}`)
}

export interface StandInRow {
  id: string
  absent_id: string
  absent: string
  deputy_id: string
  deputy: string
  role_name: Words
  unit_id: string
  valid_from: Date
  valid_to: Date
  reason: string | null
  in_force: boolean
}

/** Stand-ins for and by an account that run or are to come. */
export function standInsOf(accountId: string): Compilable<StandInRow> {
  return compiled(raw<StandInRow>`
    select post.id, absent.id as absent_id, absent.name as absent, deputy.id as deputy_id, deputy.name as deputy,
      role.name as role_name, post.unit_id, post.valid_from, post.valid_to, post.reason,
      post.valid_from <= now() as in_force
    from identity.post as post
    join identity.post as absent_post on absent_post.id = post.deputy_of
    join identity.account as absent on absent.id = absent_post.account_id
    join identity.account as deputy on deputy.id = post.account_id
    join identity.role as role on role.code = post.role
    where ${accountId}::uuid in (absent.id, deputy.id) and ${notOver}
    order by post.valid_from, post.id`)
}

/** Enabled people whose name holds a text, with the unit of their first post. */
export function selectColleagues(q: string): Compilable<{ id: string; name: string; unit_id: string }> {
  const like = `%${q
    .trim()
    .toLowerCase()
    .replace(/[\\%_]/g, '\\$&')}%`
  return compiled(raw<{ id: string; name: string; unit_id: string }>`
    select id, name, unit_id from identity.colleagues(${like})`)
}

/** What decides whether somebody may stand in. */
export function findDeputy(id: string): Compilable<{ id: string; enabled: boolean; roles: string[] }> {
  return compiled(raw<{ id: string; enabled: boolean; roles: string[] }>`
    select id, enabled, roles from identity.possible_deputy(${id}::uuid)`)
}
