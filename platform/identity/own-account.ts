import { hashPassword, verifyPassword } from '#lib/crypto'
import { readerFor, type App, type Handler } from '#lib/http'
import type { Words } from '#lib/kernel'
import { record } from '#platform/audit'
import {
  passwordFault,
  type PasswordOwner,
  type AccountSession,
  type changePassword,
  type endOwnSessions,
  type listOwnSessions,
} from './contract.ts'
import { countWrongPassword, lockedMinutes, minutesUntil } from './log-in.ts'
import type { IdentityRules } from './rules.ts'
import { endSessions } from './session.ts'
import {
  findOwnAccount,
  heldUntil,
  holdOwnPassword,
  ownPasswords,
  runningSessions,
  setPassword,
  type RunningSession,
} from './store.ts'

/** Why a password may not become an account's: by the rules, or because it was one of its last five. */
export async function whyNotPassword(
  password: string,
  owner: PasswordOwner,
  former: readonly string[],
): Promise<Words | undefined> {
  const fault = passwordFault(password, owner)
  if (fault !== undefined) return fault
  const same = await Promise.all(former.slice(0, 5).map((hash) => verifyPassword(password, hash)))
  if (!same.includes(true)) return undefined
  return { 'zh-CN': '与最近五次用过的密码相同', en: 'it was one of your last five' }
}

/** Changes one's own password, and ends one's other sessions: whoever knew the old one is out. */
export function changePasswordHandler(app: App, rules: IdentityRules): Handler<typeof changePassword> {
  return async ({ tx, body, actor, fail, request, requestId }) => {
    // Hashing before the transaction: no connection should wait for it.
    const [[account], passwords] = await readerFor(app, actor).read(findOwnAccount(actor.accountId), ownPasswords())
    const { username } = account!
    const minutes = await lockedMinutes(app.reader, username, request.ip)
    if (minutes > 0) return fail('identity.locked', { minutes })
    const used = passwords.map((row) => row.password_hash)
    const stored = account!.has_password ? used[0] : undefined
    if (!(await verifyPassword(body.current, stored))) {
      const failure = { username, accountId: actor.accountId, address: request.ip, requestId }
      await countWrongPassword(app, 'identity.password_change_failed', failure)
      return fail('identity.wrong_password')
    }
    const reason = await whyNotPassword(body.next, account!, used)
    if (reason !== undefined) return fail('identity.password_refused', { reason })
    const hash = await hashPassword(body.next)
    const [[now], [until], sessions] = await tx.read(
      holdOwnPassword(),
      heldUntil(username, request.ip),
      runningSessions(actor.accountId, rules),
    )
    const stillMinutes = minutesUntil(until?.until)
    if (stillMinutes > 0) return fail('identity.locked', { minutes: stillMinutes })
    if (now!.password_hash !== stored) return fail('identity.wrong_password')
    tx.write(setPassword(actor.accountId, hash, false))
    endSessions(
      tx,
      sessions.map((one) => one.id).filter((id) => id !== actor.sessionId),
    )
    record(tx, { what: 'identity.password_changed', actor, subject: actor.accountId, requestId })
    return {}
  }
}

/** A session as its owner and an administrator see it. */
export function sessionView(row: RunningSession, currentId: string): AccountSession {
  return {
    id: row.id,
    createdAt: row.created_at.toISOString(),
    seenAt: row.seen_at.toISOString(),
    address: row.address,
    device: row.device,
    current: row.id === currentId,
  }
}

export function listOwnSessionsHandler(rules: IdentityRules): Handler<typeof listOwnSessions> {
  return async ({ tx, actor }) => {
    const [rows] = await tx.read(runningSessions(actor.accountId, rules))
    return { items: rows.map((row) => sessionView(row, actor.sessionId)) }
  }
}

/** Ends one of one's other sessions, or all of them; the present one ends by log-out. */
export function endOwnSessionsHandler(rules: IdentityRules): Handler<typeof endOwnSessions> {
  return async ({ tx, body, actor, fail, requestId }) => {
    const [rows] = await tx.read(runningSessions(actor.accountId, rules))
    const ids = rows
      .map((row) => row.id)
      .filter((id) => id !== actor.sessionId && (body.sessionId === null || id === body.sessionId))
    if (body.sessionId !== null && ids.length === 0) return fail('identity.session_not_found')
    endSessions(tx, ids)
    for (const id of ids) record(tx, { what: 'identity.session_ended', actor, subject: id, requestId })
    return { ended: ids.length }
  }
}
