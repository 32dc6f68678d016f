import type { FastifyRequest } from 'fastify'
import type { Reader } from '#lib/db'
import { emit } from '#lib/events'
import { commonProblem, ProblemError, serve, type Actor, type App } from '#lib/http'
import { record } from '#platform/audit'
import { findUnitQuery } from '#platform/org'
import { getDemo, getMe, logIn, logOut, SessionEnded } from './contract.ts'
import { logInHandler } from './log-in.ts'
import './audit.ts'
import { describeSession, sessionOf, setCookie } from './session.ts'
import { demoAccounts, endSession, findAccount, postsOf } from './store.ts'

export { accountNames, accountsOf } from './accounts-of.ts'
export { loadAccounts, loadRoles, type AccountSeed, type RoleSeed } from './load-accounts.ts'

/** Who a request comes from, by its session cookie. */
export async function authenticate(request: FastifyRequest, reader: Reader): Promise<Actor | undefined> {
  const session = await sessionOf(request, reader)
  return session === undefined ? undefined : (await describeSession(session, reader)).actor
}

/** The actor a user name means, in their first post, for the command line: whoever runs it has the database anyway. */
export async function findActor(reader: Reader, username: string): Promise<Actor | undefined> {
  const [[account], [post]] = await reader.read(findAccount(username), postsOf(username))
  if (account === undefined || post === undefined) return undefined
  const session = {
    ...post,
    session_id: '',
    account_id: account.id,
    username: account.username,
    name: account.name,
    seen_at: new Date(),
  }
  return (await describeSession(session, reader)).actor
}

export interface IdentityOptions {
  secureCookies: boolean
  /** password of the demonstration accounts; undefined in a real installation */
  demoPassword: string | undefined
}

/** Serves log-in, log-out and who one is. */
export function serveIdentity(app: App, { secureCookies, demoPassword }: IdentityOptions): void {
  serve(app, logIn, logInHandler(app, secureCookies))

  serve(app, logOut, async ({ tx, actor, reply, requestId }) => {
    tx.write(endSession(actor.sessionId))
    emit(tx, SessionEnded, { sessionId: actor.sessionId })
    record(tx, { what: 'identity.log_out', actor, subject: actor.sessionId, requestId })
    setCookie(reply, undefined, secureCookies)
    return {}
  })

  serve(app, getMe, async ({ request }) => {
    const session = await sessionOf(request, app.reader)
    if (session === undefined) throw new ProblemError(commonProblem('identity.not_logged_in'))
    return (await describeSession(session, app.reader)).me
  })

  serve(app, getDemo, async ({ tx }) => {
    if (demoPassword === undefined) return { password: null, accounts: [] }
    const [rows] = await tx.read(demoAccounts())
    const units = rows.length === 0 ? [] : await tx.read(...rows.map((row) => findUnitQuery(row.unit_id)))
    return {
      password: demoPassword,
      accounts: rows.map(({ username, name, role_name }, index) => ({
        username,
        name,
        roleName: role_name,
        unitName: units[index]?.[0]?.name ?? '',
      })),
    }
  })
}
