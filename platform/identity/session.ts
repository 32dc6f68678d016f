import { randomBytes } from 'node:crypto'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { sm3 } from '#lib/crypto'
import { runTransaction, settingQuery, type Reader, type Transaction } from '#lib/db'
import { emit } from '#lib/events'
import { eventStreamUrl } from '#lib/events/contract'
import type { Actor, App } from '#lib/http'
import { findUnit, type UnitRow } from '#platform/org'
import { SessionChanged, SessionEnded, type Me, type OwnPost } from './contract.ts'
import { whyNot } from './policy.ts'
import type { IdentityRules } from './rules.ts'
import { resolveScope } from './scope.ts'
import { endSession, findSession, moveSession, postsOf, touchSession, type PostRow, type SessionRow } from './store.ts'
import { hasSecondFactor } from './store-second-factor.ts'
import { findUnits } from './units.ts'

const cookieName = 'yiwang_session'

/** A fresh token for a cookie, and what the table keeps of it. */
export function newToken(): { token: string; hash: Buffer } {
  const token = randomBytes(32).toString('base64url')
  return { token, hash: sm3(token) }
}

export function setCookie(reply: FastifyReply, token: string | undefined, secure: boolean): void {
  const rest = `; Path=/; HttpOnly; SameSite=Strict${secure ? '; Secure' : ''}${token === undefined ? '; Max-Age=0' : ''}`
  void reply.header('set-cookie', `${cookieName}=${token ?? ''}${rest}`)
}

/** The session of a request, when its cookie names one that runs. */
export async function sessionOf(
  request: FastifyRequest,
  app: Pick<App, 'pool' | 'reader'>,
  rules: IdentityRules,
): Promise<SessionRow | undefined> {
  const token = cookieOf(request.headers.cookie)
  if (token === undefined) return undefined
  const hash = sm3(token)
  const [[found]] = await app.reader.read(findSession(hash, rules))
  const session = found ?? (await inAnotherPost(hash, app, rules))
  if (session === undefined) return undefined
  // To the minute: a write per request would cost more than the request. A stream is opened by the page, not by hand:
  // it must not keep a session alive that nobody uses.
  const isStream = request.url.startsWith(eventStreamUrl)
  if (!isStream && Date.now() - session.seen_at.getTime() > 60_000)
    await runTransaction(app.pool, async (tx) => tx.write(touchSession(hash)))
  return session
}

/** A session whose post is over (a stand-in that ended) goes on in the first post its owner still has. */
async function inAnotherPost(
  hash: Buffer,
  app: Pick<App, 'pool' | 'reader'>,
  rules: IdentityRules,
): Promise<SessionRow | undefined> {
  const [[moved]] = await runTransaction(app.pool, (tx) => tx.read(moveSession(hash, rules)))
  if (moved?.id == null) return undefined
  const [[session]] = await app.reader.read(findSession(hash, rules))
  return session
}

/** From here on a transaction that began for nobody is for this person: they have proved to be who they are. */
export function goOnAs(tx: Transaction, accountId: string, rights: readonly string[] = []): void {
  tx.write(settingQuery({ 'yiwang.actor': JSON.stringify({ account: accountId }), 'yiwang.may': rights.join(',') }))
}

function cookieOf(header: string | undefined): string | undefined {
  for (const part of (header ?? '').split(';')) {
    const [name, value] = part.trim().split('=')
    if (name === cookieName && value !== undefined && /^[\w-]{43}$/.test(value)) return value
  }
  return undefined
}

const dayMs = 86_400_000

/** Why a session's owner must change the password before anything else; null when not. */
export function passwordDue(
  session: Pick<SessionRow, 'must_change_password' | 'password_changed_at' | 'demo'>,
  { passwordDays }: Pick<IdentityRules, 'passwordDays'>,
): Me['passwordDue'] {
  if (session.must_change_password) return 'given'
  // The demonstration's password stands on its log-in page: that it grows old means nothing.
  if (passwordDays === 0 || session.demo) return null
  return Date.now() - session.password_changed_at.getTime() > passwordDays * dayMs ? 'expired' : null
}

/** Whether the role somebody acts in asks for a second factor that they do not have. */
export async function secondFactorDue(
  session: Pick<SessionRow, 'account_id' | 'role'>,
  reader: Reader,
  { secondFactorRoles }: Pick<IdentityRules, 'secondFactorRoles'>,
): Promise<boolean> {
  if (!secondFactorRoles.includes(session.role)) return false
  const [[factor]] = await reader.read(hasSecondFactor(session.account_id))
  return factor?.on !== true
}

/** Who acts: a person in the post of their session. A stand-in's name names both, wherever it is kept. */
export async function actorOf(
  session: SessionRow,
  reader: Reader,
  rules: Pick<IdentityRules, 'organisation'>,
): Promise<Actor> {
  const unit = (await findUnit(reader, session.unit_id)) ?? lost(session)
  return {
    accountId: session.account_id,
    sessionId: session.session_id,
    postId: session.post_id,
    name: session.absent === null ? session.name : `${session.name}（代${session.absent}）`,
    role: session.role,
    unitId: unit.id,
    unitName: unit.name,
    scope: resolveScope({ ...session, unitId: unit.id }, rules.organisation),
  }
}

function ownPost(post: PostRow, units: ReadonlyMap<string, UnitRow>): OwnPost {
  const unit = units.get(post.unit_id) ?? lost(post)
  return {
    id: post.post_id,
    role: post.role,
    roleName: post.role_name,
    unit: { id: unit.id, code: unit.code, name: unit.name },
    until: post.valid_to?.toISOString() ?? null,
    standsInFor: post.absent,
  }
}

function lost(post: PostRow): never {
  throw new Error(`Post ${post.post_id} names unit ${post.unit_id}, which is not there`)
}

// Seeing, making and granting never turn on how many officers there are but for the first grant, which the page
// of an account asks about.
const manyOfficers = { officers: { admin: 2, security_admin: 2, audit_admin: 2 } }

/** What somebody is told of themselves. */
export async function meOf(session: SessionRow, reader: Reader, rules: IdentityRules): Promise<Me> {
  const [rows] = await reader.read(postsOf(session.account_id))
  const units = await findUnits(
    reader,
    [session, ...rows].map((row) => row.unit_id),
  )
  const actor = { accountId: session.account_id, role: session.role }
  const may = (action: 'see' | 'create' | 'grant_post') => whyNot(actor, action, undefined, manyOfficers) === undefined
  return {
    account: { id: session.account_id, username: session.username, name: session.name },
    post: ownPost(session, units),
    posts: rows.map((row) => ownPost(row, units)),
    passwordDue: passwordDue(session, rules),
    secondFactorDue: await secondFactorDue(session, reader, rules),
    may: { seeAccounts: may('see'), manageAccounts: may('create'), grantPosts: may('grant_post') },
  }
}

/** Ends sessions and their streams. */
export function endSessions(tx: Transaction, ids: readonly string[]): void {
  for (const id of ids) {
    tx.write(endSession(id))
    emit(tx, SessionEnded, { sessionId: id })
  }
}

/** Lets the streams of sessions be opened anew, with the rights they have now. */
export function changeSessions(tx: Transaction, ids: readonly string[]): void {
  for (const id of ids) emit(tx, SessionChanged, { sessionId: id })
}
