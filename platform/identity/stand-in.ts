import type { Handler } from '#lib/http'
import type { Words } from '#lib/kernel'
import { record } from '#platform/audit'
import type { findColleagues, listStandIns, nameStandIn, withdrawStandIn } from './contract.ts'
import { mayWithdraw, whyNoStandIn } from './policy.ts'
import { changeSessions } from './session.ts'
import { sessionsInPosts } from './store.ts'
import { endPosts, findDeputy, insertPost, lockPost, selectColleagues, standInsOf } from './store-accounts.ts'
import { findUnits } from './units.ts'

/** Stand-ins for and by the asker that run or are to come. */
export const listStandInsHandler: Handler<typeof listStandIns> = async ({ tx, actor }) => {
  const [rows] = await tx.read(standInsOf(actor.accountId))
  const units = await findUnits(
    tx,
    rows.map((row) => row.unit_id),
  )
  return {
    items: rows.map((row) => ({
      id: row.id,
      mine: row.absent_id === actor.accountId,
      absent: row.absent,
      deputy: row.deputy,
      roleName: row.role_name,
      unitName: units.get(row.unit_id)?.name ?? '',
      from: row.valid_from.toISOString(),
      until: row.valid_to.toISOString(),
      reason: row.reason,
      inForce: row.in_force,
    })),
  }
}

const longestDays = 366
const faults = {
  order: { 'zh-CN': '结束时间必须晚于开始时间和现在', en: 'it must end after it begins, and after now' },
  tooLong: { 'zh-CN': '最长一年', en: 'at most a year' },
} as const satisfies Record<string, Words>

/** Lets somebody do the work of one of one's posts for a time: a post of their own, which never gives more than that one. */
export const nameStandInHandler: Handler<typeof nameStandIn> = async (context) => {
  const { tx, body, actor, fail, requestId } = context
  const [[post], [deputy]] = await tx.read(lockPost(body.postId), findDeputy(body.accountId))
  // Somebody else's post is told as little of as one that is not there.
  if (post === undefined || post.account_id !== actor.accountId) return fail('identity.post_not_found')
  if (deputy === undefined) return fail('identity.account_not_found')
  const reason = whyNoStandIn(
    actor,
    { accountId: post.account_id, role: post.role, isStandIn: post.deputy_of !== null },
    { accountId: deputy.id, enabled: deputy.enabled, roles: deputy.roles },
  )
  if (reason !== undefined) return fail('identity.not_allowed', { reason })
  const [from, until] = [new Date(body.from), new Date(body.until)]
  if (until <= from || until <= new Date()) return fail('identity.scope_invalid', { reason: faults.order })
  if (until.getTime() - Math.max(from.getTime(), Date.now()) > longestDays * 86_400_000)
    return fail('identity.scope_invalid', { reason: faults.tooLong })
  const { id, query } = insertPost({
    accountId: deputy.id,
    role: post.role,
    unitId: post.unit_id,
    grantedBy: actor.accountId,
    validFrom: from,
    validTo: until,
    deputyOf: post.id,
    reason: body.reason,
  })
  tx.write(query)
  record(tx, {
    what: 'identity.stand_in_named',
    actor,
    subject: deputy.id,
    detail: { postId: id, deputyOf: post.id, from: body.from, until: body.until },
    requestId,
  })
  return { id }
}

/** Ends a stand-in early. */
export const withdrawStandInHandler: Handler<typeof withdrawStandIn> = async (context) => {
  const { tx, params, actor, fail, requestId } = context
  const [[post], sessions] = await tx.read(lockPost(params.id), sessionsInPosts([params.id]))
  if (post === undefined || post.absent_id === null) return fail('identity.post_not_found')
  if (!mayWithdraw(actor, { absentId: post.absent_id, deputyId: post.account_id })) {
    const reason: Words = { 'zh-CN': '这不是您的代班', en: 'it is neither yours nor for you' }
    return fail('identity.not_allowed', { reason })
  }
  tx.write(endPosts(post.id))
  changeSessions(
    tx,
    sessions.map((one) => one.id),
  )
  record(tx, {
    what: 'identity.stand_in_withdrawn',
    actor,
    subject: post.account_id,
    detail: { postId: post.id, deputyOf: post.deputy_of },
    requestId,
  })
  return {}
}

export const findColleaguesHandler: Handler<typeof findColleagues> = async ({ tx, query }) => {
  const [rows] = await tx.read(selectColleagues(query.q))
  const units = await findUnits(
    tx,
    rows.map((row) => row.unit_id),
  )
  return { items: rows.map(({ id, name, unit_id }) => ({ id, name, unitName: units.get(unit_id)?.name ?? '' })) }
}
