import type { Actor } from '#lib/http'
import type { Words } from '#lib/kernel'

/**
 * The three officers (三员) of a level-3 system, GB/T 22239-2019 8.1.5: system, security and audit administration lie
 * in three hands. The system administrator makes accounts, the security administrator says what they may.
 */
export const officerRoles = ['admin', 'security_admin', 'audit_admin'] as const
type Officer = (typeof officerRoles)[number]

export type AccountAction =
  | 'see'
  | 'create'
  | 'edit'
  | 'disable'
  | 'enable'
  | 'reset_password'
  | 'end_sessions'
  | 'grant_post'
  | 'edit_post'
  | 'end_post'

/** Whom an action concerns. */
export interface AccountTarget {
  readonly accountId: string
  /** roles of the account's posts in force or to come, stand-ins included */
  readonly roles: readonly string[]
}

/** What else the answer turns on. */
export interface Circumstances {
  /** role of the post that is given, changed or ended */
  readonly role?: string
  /** enabled accounts that hold each officer's role in a post of their own */
  readonly officers: Readonly<Record<Officer, number>>
}

const by: Readonly<Record<AccountAction, readonly Officer[]>> = {
  see: officerRoles,
  create: ['admin'],
  edit: ['admin'],
  disable: ['admin'],
  enable: ['admin'],
  reset_password: officerRoles,
  end_sessions: ['admin', 'security_admin'],
  grant_post: ['security_admin'],
  edit_post: ['security_admin'],
  end_post: ['security_admin'],
}

/** What row-level security is told: who sees accounts, who makes them, who gives posts. The same as `by`. */
export function rightsOf(actor: Pick<Actor, 'role'>): string[] {
  const may = (action: AccountAction) => (by[action] as readonly string[]).includes(actor.role)
  return [
    ...(may('see') ? ['identity.see'] : []),
    ...(may('create') ? ['identity.manage'] : []),
    ...(may('grant_post') ? ['identity.grant'] : []),
  ]
}

const only = (role: Officer): Words => ({
  'zh-CN': `只有${names[role]['zh-CN']}可以`,
  en: `only a ${names[role].en} may`,
})
const names: Readonly<Record<Officer, Words>> = {
  admin: { 'zh-CN': '系统管理员', en: 'system administrator' },
  security_admin: { 'zh-CN': '安全管理员', en: 'security administrator' },
  audit_admin: { 'zh-CN': '审计管理员', en: 'audit administrator' },
}

const isOfficer = (role: string | undefined): role is Officer =>
  (officerRoles as readonly (string | undefined)[]).includes(role)

/** Why a person may not do something to an account, in words; undefined when they may. */
export function whyNot(
  actor: Pick<Actor, 'accountId' | 'role'>,
  action: AccountAction,
  target: AccountTarget | undefined,
  { role, officers }: Circumstances,
): Words | undefined {
  if (action === 'reset_password') return whyNotReset(actor, target)
  const allowed = by[action]
  if (!(allowed as readonly string[]).includes(actor.role) && !isFirstGrant(actor, action, role, officers))
    return allowed.length === 1 ? only(allowed[0]!) : onlyOfficers
  if (action === 'see' || action === 'create' || action === 'enable' || target === undefined) return undefined
  const own = target.accountId === actor.accountId
  if (own && action === 'disable') return { 'zh-CN': '不能停用自己的账号', en: 'you cannot disable your own account' }
  if (own && (action === 'grant_post' || action === 'edit_post' || action === 'end_post'))
    return { 'zh-CN': '不能给自己授权', en: 'nobody may change their own posts' }
  if (action === 'grant_post' && isOfficer(role)) return whyNotOfficer(role, target.roles)
  const ending: readonly (string | undefined)[] =
    action === 'disable' ? target.roles : action === 'end_post' ? [role] : []
  const last = ending.find((one): one is Officer => isOfficer(one) && officers[one] <= 1)
  if (last !== undefined)
    return {
      'zh-CN': `这是最后一位${names[last]['zh-CN']}，请先指定另一位`,
      en: `this is the last ${names[last].en}; appoint another first`,
    }
  return undefined
}

const onlyOfficers: Words = { 'zh-CN': '您的岗位不负责账号管理', en: 'your post does not manage accounts' }

/** In a new installation nobody can grant yet: then the administrator appoints the first security administrator. */
function isFirstGrant(
  actor: Pick<Actor, 'role'>,
  action: AccountAction,
  role: string | undefined,
  officers: Circumstances['officers'],
): boolean {
  return action === 'grant_post' && actor.role === 'admin' && role === 'security_admin' && officers.security_admin === 0
}

/** Why a role of the three may not come to somebody who has these: the three lie in three hands. */
export function whyNotOfficer(role: string, roles: readonly string[]): Words | undefined {
  if (!isOfficer(role)) return undefined
  const other = roles.find((one): one is Officer => isOfficer(one) && one !== role)
  if (other === undefined) return undefined
  return {
    'zh-CN': `三员分立：此人已是${names[other]['zh-CN']}，不能兼任${names[role]['zh-CN']}`,
    en: `the three officers are three people: this one is a ${names[other].en} already`,
  }
}

/**
 * Whoever resets a password could log in with it, so the three do not reset each other's as they like: nobody becomes
 * security administrator by resetting that password but the auditor, who can grant nothing.
 */
function whyNotReset(actor: Pick<Actor, 'accountId' | 'role'>, target: AccountTarget | undefined): Words | undefined {
  if (!isOfficer(actor.role)) return onlyOfficers
  if (target === undefined) return undefined
  if (target.accountId === actor.accountId)
    return { 'zh-CN': '自己的密码请在“我的账号”中修改', en: 'change your own password under “My account”' }
  const needed: Officer = target.roles.includes('security_admin')
    ? 'audit_admin'
    : target.roles.some(isOfficer)
      ? 'security_admin'
      : 'admin'
  return actor.role === needed ? undefined : only(needed)
}

/** Why a post may not be handed to a stand-in, in words; undefined when it may. */
export function whyNoStandIn(
  actor: Pick<Actor, 'accountId'>,
  post: { readonly accountId: string; readonly role: string; readonly isStandIn: boolean },
  deputy: { readonly accountId: string; readonly enabled: boolean; readonly roles: readonly string[] },
): Words | undefined {
  if (post.accountId !== actor.accountId)
    return { 'zh-CN': '只能为自己的岗位指定代班', en: 'you can name a stand-in only for your own post' }
  if (post.isStandIn) return { 'zh-CN': '代班的岗位不能再转托他人', en: 'work you stand in for cannot be handed on' }
  if (deputy.accountId === actor.accountId)
    return { 'zh-CN': '代班人不能是自己', en: 'you cannot stand in for yourself' }
  if (!deputy.enabled) return { 'zh-CN': '代班人的账号已停用', en: 'the stand-in’s account is disabled' }
  return whyNotOfficer(post.role, deputy.roles)
}

/** Whether a person may end a stand-in early. */
export function mayWithdraw(
  actor: Pick<Actor, 'accountId' | 'role'>,
  { absentId, deputyId }: { readonly absentId: string; readonly deputyId: string },
): boolean {
  return actor.accountId === absentId || actor.accountId === deputyId || actor.role === 'security_admin'
}
