import type { Transaction } from '#lib/db'
import { ProblemError, type Actor, type Handler } from '#lib/http'
import type { Language, Words } from '#lib/kernel'
import { record } from '#platform/audit'
import { findUnitQuery } from '#platform/org'
import {
  notAllowed,
  postExists,
  postNotFound,
  scopeInvalid,
  type editPost,
  type endPost,
  type grantPost,
  type PostScope,
} from './contract.ts'
import { countOfficers } from './officers.ts'
import { whyNot, type AccountAction } from './policy.ts'
import { changeSessions } from './session.ts'
import { sessionsInPosts } from './store.ts'
import {
  allPostsOf,
  endPosts,
  findAccountDetail,
  insertPost,
  lockOfficers,
  lockPost,
  rolesOf,
  selectRoles,
  updatePost,
  type WholePost,
} from './store-accounts.ts'

const once = { post_once: () => new ProblemError(postExists) }

const faults = {
  units: { 'zh-CN': '指定单位时必须列出单位，其他范围不列', en: 'listed reach names its units, any other names none' },
  noUnit: { 'zh-CN': '没有这个单位', en: 'there is no such unit' },
  noRole: { 'zh-CN': '没有这个角色', en: 'there is no such role' },
  past: { 'zh-CN': '结束时间已过', en: 'its end lies in the past' },
} as const satisfies Record<string, Words>

function invalid(fault: Words): ProblemError {
  return new ProblemError(scopeInvalid, { reason: fault })
}

/** Checks what the schema cannot say of a post, and that the units it names are there. */
async function checkScope(
  tx: Transaction,
  scope: PostScope,
  unitIds: readonly string[],
  validTo: string | null,
): Promise<void> {
  if ((scope.reach === 'listed') !== (scope.units !== null)) throw invalid(faults.units)
  if (validTo !== null && Date.parse(validTo) <= Date.now()) throw invalid(faults.past)
  const wanted = [...new Set([...unitIds, ...(scope.units ?? [])])]
  const found = wanted.length === 0 ? [] : await tx.read(...wanted.map((id) => findUnitQuery(id)))
  if (found.some((rows) => rows.length === 0)) throw invalid(faults.noUnit)
}

const columns = ({ reach, units, places, categories, sensitivity }: PostScope) => ({
  reach,
  units,
  places,
  categories,
  sensitivity,
})

/** Gives an account a post: by the security administrator, never to himself, and the three officers stay three people. */
export const grantPostHandler: Handler<typeof grantPost> = async (context) => {
  const { tx, params, body, actor, fail, requestId } = context
  const [officers, [account], held, posts, roles] = await tx.read(
    lockOfficers(),
    findAccountDetail(params.id),
    rolesOf(params.id),
    allPostsOf(params.id),
    selectRoles(),
  )
  const target = { accountId: params.id, roles: held.map((row) => row.role) }
  const reason = whyNot(actor, 'grant_post', target, { role: body.role, officers: countOfficers(officers) })
  if (reason !== undefined) return fail('identity.not_allowed', { reason })
  if (account === undefined) return fail('identity.account_not_found')
  if (!roles.some((role) => role.code === body.role)) throw invalid(faults.noRole)
  await checkScope(tx, body, [body.unitId], body.validTo)
  const isSame = (post: WholePost) =>
    post.role === body.role &&
    post.unit_id === body.unitId &&
    post.deputy_of === null &&
    (post.valid_to === null || post.valid_to > new Date())
  if (posts.some(isSame)) return fail('identity.post_exists')
  const { id, query } = insertPost({
    accountId: params.id,
    role: body.role,
    unitId: body.unitId,
    grantedBy: actor.accountId,
    validTo: body.validTo === null ? null : new Date(body.validTo),
    ...columns(body),
  })
  tx.write(query, once)
  record(tx, {
    what: 'identity.post_granted',
    actor,
    subject: params.id,
    subjectName: account.username,
    detail: { postId: id, role: body.role, unitId: body.unitId, validTo: body.validTo, ...columns(body) },
    requestId,
  })
  return { id }
}

interface Asked {
  readonly tx: Transaction
  readonly params: { id: string }
  readonly actor: Actor
  readonly language: Language
}

/** A post an action is for, when the asker may do it. */
async function permitted({ tx, params, actor }: Asked, action: AccountAction): Promise<WholePost> {
  const [officers, [post]] = await tx.read(lockOfficers(), lockPost(params.id))
  const target = post === undefined ? undefined : { accountId: post.account_id, roles: [post.role] }
  // A stand-in's end takes no office away.
  const role = post?.deputy_of === null ? { role: post.role } : {}
  const reason = whyNot(actor, action, target, { officers: countOfficers(officers), ...role })
  if (reason !== undefined) throw new ProblemError(notAllowed, { reason })
  if (post === undefined) throw new ProblemError(postNotFound)
  return post
}

/** What people call whose post it is, for the log. */
function nameOf({ username }: WholePost): { subjectName?: string } {
  return username === null ? {} : { subjectName: username }
}

/** Changes how far and how long a post reaches; sessions in it, and in stand-ins for it, go on with the new rights. */
export const editPostHandler: Handler<typeof editPost> = async (context) => {
  const { tx, body, actor, fail, requestId } = context
  const post = await permitted(context, 'edit_post')
  // What a stand-in may is the absent person's post's to say.
  if (post.deputy_of !== null) return fail('identity.post_not_found')
  await checkScope(tx, body, [], body.validTo)
  const [sessions] = await tx.read(sessionsInPosts([post.id]))
  tx.write(updatePost(post.id, body.validTo === null ? null : new Date(body.validTo), columns(body)), once)
  changeSessions(
    tx,
    sessions.map((one) => one.id),
  )
  record(tx, {
    what: 'identity.post_edited',
    actor,
    subject: post.account_id,
    ...nameOf(post),
    detail: {
      postId: post.id,
      before: { ...columns(post), validTo: post.valid_to?.toISOString() ?? null },
      after: { ...columns(body), validTo: body.validTo },
    },
    requestId,
  })
  return {}
}

/** Ends a post now, with the stand-ins for it; sessions in it go on in another post, or end with the last. */
export const endPostHandler: Handler<typeof endPost> = async (context) => {
  const { tx, actor, requestId } = context
  const post = await permitted(context, 'end_post')
  const [sessions] = await tx.read(sessionsInPosts([post.id]))
  tx.write(endPosts(post.id))
  changeSessions(
    tx,
    sessions.map((one) => one.id),
  )
  record(tx, {
    what: 'identity.post_ended',
    actor,
    subject: post.account_id,
    ...nameOf(post),
    detail: { postId: post.id, role: post.role, unitId: post.unit_id },
    requestId,
  })
  return {}
}
