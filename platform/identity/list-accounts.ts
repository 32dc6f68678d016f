import type { Handler } from '#lib/http'
import type { Reader } from '#lib/db'
import { writeSheet } from '#lib/sheet'
import type { Words } from '#lib/kernel'
import { record } from '#platform/audit'
import type { UnitRow } from '#platform/org'
import type {
  AccountPost,
  AccountRow,
  AccountView,
  exportAccounts,
  getAccount,
  listAccounts,
  listRoles,
} from './contract.ts'
import { sessionView } from './own-account.ts'
import { whyNot, type AccountAction } from './policy.ts'
import type { IdentityRules } from './rules.ts'
import { runningSessions } from './store.ts'
import {
  allPostsOf,
  countAccounts,
  findAccountDetail,
  officersQuery,
  rolesOf,
  selectAccounts,
  selectRoles,
  type AccountListRow,
  type WholePost,
} from './store-accounts.ts'
import { accountColumns } from './plan-import.ts'
import { countOfficers, noOfficers } from './officers.ts'
import { maskedPhone, phoneDigest, plainPhone } from './phone.ts'
import { selectPhone } from './store-phone.ts'
import { hasSecondFactor } from './store-second-factor.ts'
import { findUnits } from './units.ts'

export const listRolesHandler: Handler<typeof listRoles> = async ({ tx }) => {
  const [rows] = await tx.read(selectRoles())
  return { items: rows }
}

/** The accounts that match, a page at a time. */
export function listAccountsHandler(masterKey: Uint8Array): Handler<typeof listAccounts> {
  return async ({ tx, query, actor, fail }) => {
    const reason = whyNot(actor, 'see', undefined, { officers: noOfficers })
    if (reason !== undefined) return fail('identity.not_allowed', { reason })
    const { page, size, sort = 'name', ...asked } = query
    const filter = withPhone(masterKey, asked)
    const [rows, [count]] = await tx.read(selectAccounts(filter, sort, size, (page - 1) * size), countAccounts(filter))
    return { items: await withUnits(masterKey, rows, tx), total: count?.total ?? 0 }
  }
}

/** A whole telephone number among the words looked for is looked for by its digest. */
function withPhone<F extends { q?: string }>(masterKey: Uint8Array, filter: F): F & { phone?: string } {
  const phone = plainPhone(filter.q ?? '')
  return phone === undefined ? filter : { ...filter, phone: phoneDigest(masterKey, phone) }
}

async function withUnits(
  masterKey: Uint8Array,
  rows: readonly AccountListRow[],
  reader: Reader,
): Promise<AccountRow[]> {
  const units = await findUnits(
    reader,
    rows.flatMap((row) => row.posts.map((post) => post.unit_id)),
  )
  return rows.map((row) => ({
    id: row.id,
    username: row.username,
    name: row.name,
    state: row.state,
    phone: maskedPhone(masterKey, row.sealed_phone),
    hasPassword: row.has_password,
    lastSeenAt: row.last_seen_at?.toISOString() ?? null,
    posts: row.posts.map((post) => ({ roleName: post.role_name, unitName: units.get(post.unit_id)?.name ?? '' })),
  }))
}

const exportLimit = 50_000

/** The accounts that match as a file that an import takes back: a row for each post, in the asker's language. */
export function exportAccountsHandler(masterKey: Uint8Array): Handler<typeof exportAccounts> {
  return async (context) => {
    const { tx, body, actor, fail, language, requestId } = context
    const reason = whyNot(actor, 'see', undefined, { officers: noOfficers })
    if (reason !== undefined) return fail('identity.not_allowed', { reason })
    const [rows] = await tx.read(selectAccounts(withPhone(masterKey, body), 'name', exportLimit, 0))
    const units = await findUnits(
      tx,
      rows.flatMap((row) => row.posts.map((post) => post.unit_id)),
    )
    const words = [...Object.values(accountColumns), ...moreColumns].map((column) => column[language])
    const lines = rows.flatMap((row) => {
      const phone = maskedPhone(masterKey, row.sealed_phone) ?? ''
      const rest = [states[row.state][language], row.last_seen_at?.toISOString() ?? '']
      if (row.posts.length === 0) return [[row.username, row.name, '', '', phone, '', ...rest]]
      return row.posts.map((post) => {
        const unit = units.get(post.unit_id)
        return [row.username, row.name, post.role_name[language], unit?.code ?? '', phone, unit?.name ?? '', ...rest]
      })
    })
    record(tx, { what: 'identity.accounts_exported', actor, detail: { count: rows.length }, requestId })
    return { csv: writeSheet(words, lines), count: rows.length }
  }
}

const moreColumns: readonly Words[] = [
  { 'zh-CN': '单位', en: 'Unit' },
  { 'zh-CN': '状态', en: 'State' },
  { 'zh-CN': '最近使用', en: 'Last seen' },
]
const states: Readonly<Record<AccountRow['state'], Words>> = {
  enabled: { 'zh-CN': '启用', en: 'enabled' },
  disabled: { 'zh-CN': '停用', en: 'disabled' },
  locked: { 'zh-CN': '锁定', en: 'locked' },
}

/** An account with everything an officer needs to decide, and what they may not do with it. */
export function getAccountHandler(rules: IdentityRules, masterKey: Uint8Array): Handler<typeof getAccount> {
  return async ({ tx, params, actor, fail }) => {
    const reason = whyNot(actor, 'see', undefined, { officers: noOfficers })
    if (reason !== undefined) return fail('identity.not_allowed', { reason })
    const [[account], posts, roles, sessions, officers, [phone], [factor]] = await tx.read(
      findAccountDetail(params.id),
      allPostsOf(params.id),
      rolesOf(params.id),
      runningSessions(params.id, rules),
      officersQuery(),
      selectPhone(params.id),
      hasSecondFactor(params.id),
    )
    if (account === undefined) return fail('identity.account_not_found')
    const units = await findUnits(
      tx,
      posts.map((post) => post.unit_id),
    )
    const target = { accountId: account.id, roles: roles.map((row) => row.role) }
    const counted = countOfficers(officers)
    const refused = (action: AccountAction, role?: string) =>
      whyNot(actor, action, target, { officers: counted, ...(role === undefined ? {} : { role }) }) ?? null
    return {
      id: account.id,
      username: account.username,
      name: account.name,
      state: account.state,
      phone: maskedPhone(masterKey, phone?.sealed),
      hasPassword: account.has_password,
      mustChangePassword: account.must_change_password,
      secondFactor: factor?.on === true,
      passwordChangedAt: account.password_changed_at.toISOString(),
      createdAt: account.created_at.toISOString(),
      posts: posts.map((post) => postView(post, units.get(post.unit_id))),
      sessions: sessions.map((row) => sessionView(row, actor.sessionId)),
      refused: {
        edit: refused('edit'),
        disable: refused('disable'),
        resetPassword: refused('reset_password'),
        endSessions: refused('end_sessions'),
        // In a new installation the administrator may appoint the first security administrator, and only that.
        grantPosts: refused('grant_post', counted.security_admin === 0 ? 'security_admin' : undefined),
      },
    } satisfies AccountView
  }
}

function postView(post: WholePost, unit: UnitRow | undefined): AccountPost {
  return {
    id: post.id,
    role: post.role,
    roleName: post.role_name,
    unit: { id: post.unit_id, code: unit?.code ?? '', name: unit?.name ?? '' },
    validFrom: post.valid_from.toISOString(),
    validTo: post.valid_to?.toISOString() ?? null,
    inForce: post.in_force,
    standsInFor: post.absent,
    reach: post.reach,
    units: post.units,
    places: post.places,
    categories: post.categories,
    sensitivity: post.sensitivity,
  }
}
