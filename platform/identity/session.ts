import { randomBytes } from 'node:crypto'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { sm3 } from '#lib/crypto'
import type { Reader } from '#lib/db'
import type { Actor } from '#lib/http'
import { findUnit } from '#platform/org'
import { findSession, touchSession, type SessionRow } from './store.ts'
import type { Me } from './contract.ts'

const cookieName = 'yiwang_session'

// A session ends after eight hours in which nobody used it: a working day's absence.
const idleMs = 8 * 3_600_000

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
export async function sessionOf(request: FastifyRequest, reader: Reader): Promise<SessionRow | undefined> {
  const token = cookieOf(request.headers.cookie)
  if (token === undefined) return undefined
  const [[session]] = await reader.read(findSession(sm3(token)))
  if (session === undefined || Date.now() - session.seen_at.getTime() > idleMs) return undefined
  // To the minute: a write per request would cost more than the request.
  if (Date.now() - session.seen_at.getTime() > 60_000) await reader.read(touchSession(session.session_id))
  return session
}

function cookieOf(header: string | undefined): string | undefined {
  for (const part of (header ?? '').split(';')) {
    const [name, value] = part.trim().split('=')
    if (name === cookieName && value !== undefined && /^[\w-]{43}$/.test(value)) return value
  }
  return undefined
}

/** Completes a session to an actor and to what its owner is told of themselves. */
export async function describeSession(session: SessionRow, reader: Reader): Promise<{ actor: Actor; me: Me }> {
  const unit = await findUnit(reader, session.unit_id)
  if (unit === undefined) throw new Error(`Post ${session.post_id} names unit ${session.unit_id}, which is not there`)
  return {
    actor: {
      accountId: session.account_id,
      sessionId: session.session_id,
      postId: session.post_id,
      name: session.name,
      role: session.role,
      unitId: session.unit_id,
      unitName: unit.name,
      scope: { units: [unit.id], places: null, categories: null, sensitivity: 1 },
    },
    me: {
      account: { id: session.account_id, username: session.username, name: session.name },
      post: {
        id: session.post_id,
        role: session.role,
        roleName: session.role_name,
        unit: { id: unit.id, code: unit.code, name: unit.name },
      },
    },
  }
}
