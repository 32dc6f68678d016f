import type { FastifyRequest } from 'fastify'
import { createReader } from '#lib/db'
import { commonProblem, ProblemError, serve, type Actor, type App } from '#lib/http'
import { record } from '#platform/audit'
import { findUnitQuery } from '#platform/org'
import * as contract from './contract.ts'
import { giveFirstPasswordsHandler, listWithoutPasswordHandler } from './first-passwords.ts'
import { importAccountsHandler } from './import-accounts.ts'
import { grantPostHandler, editPostHandler, endPostHandler } from './grant-post.ts'
import { exportAccountsHandler, getAccountHandler, listAccountsHandler, listRolesHandler } from './list-accounts.ts'
import { logInHandler } from './log-in.ts'
import './audit.ts'
import { rightsOf } from './policy.ts'
import {
  createAccountHandler,
  disableAccountHandler,
  editAccountHandler,
  enableAccountHandler,
  endAccountSessionsHandler,
  resetPasswordHandler,
} from './manage-accounts.ts'
import {
  getOwnPhoneHandler,
  revealAccountPhoneHandler,
  setAccountPhoneHandler,
  setOwnPhoneHandler,
} from './manage-phones.ts'
import {
  beginSecondFactorHandler,
  confirmSecondFactorHandler,
  getOwnSecondFactorHandler,
  removeSecondFactorHandler,
  renewRecoveryCodesHandler,
  resetSecondFactorHandler,
} from './own-second-factor.ts'
import { changePasswordHandler, endOwnSessionsHandler, listOwnSessionsHandler } from './own-account.ts'
import { plainRules, type IdentityRules } from './rules.ts'
import { actorOf, endSessions, meOf, passwordDue, secondFactorDue, sessionOf, setCookie } from './session.ts'
import { getSetUpHandler, setUpHandler } from './set-up.ts'
import { findColleaguesHandler, listStandInsHandler, nameStandInHandler, withdrawStandInHandler } from './stand-in.ts'
import { demoAccounts, findAccount, findOwnAccount, postsOf } from './store.ts'
import { switchPostHandler } from './switch-post.ts'

export { accountNames, accountsOf } from './accounts-of.ts'
export { loadAccounts, loadRoles, type AccountSeed, type RoleSeed } from './load-accounts.ts'
export type { IdentityRules } from './rules.ts'
export { officerRoles } from './policy.ts'
export { prepareSetUp } from './set-up.ts'

/** What somebody may still ask whose password must be changed first. */
const openToDue = /^\/api\/(session|me\/password|city|demo|set-up)(\?|$)/
/** The same for whoever must set up a second factor first. */
const openToSetUp = /^\/api\/(session(\/post)?|me\/(password|second-factor(\/\w+)?)|city|demo|set-up)(\?|$)/

/**
 * Who a request comes from, by its session cookie. Throws `identity.password_due` while the password must be changed, and
 * `identity.second_factor_due` while the role asks for a second factor that is not set up.
 */
export async function authenticate(
  request: FastifyRequest,
  app: Pick<App, 'pool' | 'reader'>,
  rules: IdentityRules = plainRules,
): Promise<Actor | undefined> {
  const session = await sessionOf(request, app, rules)
  if (session === undefined) return undefined
  if (passwordDue(session, rules) !== null && !openToDue.test(request.url))
    throw new ProblemError(commonProblem('identity.password_due'))
  if (!openToSetUp.test(request.url) && (await secondFactorDue(session, app.reader, rules)))
    throw new ProblemError(commonProblem('identity.second_factor_due'))
  return actorOf(session, app.reader, rules)
}

/** Somebody by their user name, in their first post; or by the ids of their account and of one post. */
type WhoActs = string | { readonly accountId: string; readonly postId: string }

/**
 * The actor of somebody who is not logged in here and now: on the command line, whose caller has the database anyway, or
 * whose work goes on without them. Undefined when the account is not in use or the post not in force any more.
 */
export async function findActor(
  app: Pick<App, 'pool' | 'reader'>,
  who: WhoActs,
  rules: Pick<IdentityRules, 'organisation'> = plainRules,
): Promise<Actor | undefined> {
  const id = typeof who === 'string' ? (await app.reader.read(findAccount(who)))[0][0]?.id : who.accountId
  if (id === undefined) return undefined
  const own = createReader(app.pool, { 'yiwang.actor': JSON.stringify({ account: id }) })
  const [[account], posts] = await own.read(findOwnAccount(id), postsOf(id))
  if (account === undefined || account.disabled_at !== null) return undefined
  const post = typeof who === 'string' ? posts[0] : posts.find((one) => one.post_id === who.postId)
  if (post === undefined) return undefined
  const now = new Date()
  const session = {
    ...post,
    session_id: '',
    account_id: id,
    username: account.username,
    name: account.name,
    demo: false,
    created_at: now,
    seen_at: now,
    must_change_password: false,
    password_changed_at: now,
  }
  return actorOf(session, app.reader, rules)
}

export interface IdentityOptions {
  rules?: IdentityRules
  secureCookies: boolean
  /** seals telephone numbers */
  masterKey: Uint8Array
  /** by which an authenticator app names this system */
  issuer?: string
  /** password of the demonstration accounts; undefined in a real installation */
  demoPassword: string | undefined
}

/** Serves log-in and sessions, one's own account, the accounts and posts of all, and the first set-up. */
export function serveIdentity(
  app: App,
  { rules = plainRules, secureCookies, masterKey, issuer = 'Yiwang', demoPassword }: IdentityOptions,
): void {
  app.allow(rightsOf)
  serve(app, contract.logIn, logInHandler(app, rules, masterKey, secureCookies))
  serve(app, contract.logOut, async ({ tx, actor, reply, requestId }) => {
    endSessions(tx, [actor.sessionId])
    record(tx, { what: 'identity.log_out', actor, subject: actor.sessionId, requestId })
    setCookie(reply, undefined, secureCookies)
    return {}
  })
  serve(app, contract.getMe, async ({ tx, request }) => {
    const session = await sessionOf(request, app, rules)
    if (session === undefined) throw new ProblemError(commonProblem('identity.not_logged_in'))
    return meOf(session, tx, rules)
  })
  serve(app, contract.switchPost, switchPostHandler(rules))

  serve(app, contract.changePassword, changePasswordHandler(app, rules))
  serve(app, contract.listOwnSessions, listOwnSessionsHandler(rules))
  serve(app, contract.endOwnSessions, endOwnSessionsHandler(rules))
  serve(app, contract.listStandIns, listStandInsHandler)
  serve(app, contract.nameStandIn, nameStandInHandler)
  serve(app, contract.withdrawStandIn, withdrawStandInHandler)
  serve(app, contract.findColleagues, findColleaguesHandler)

  serve(app, contract.listRoles, listRolesHandler)
  serve(app, contract.listAccounts, listAccountsHandler(masterKey))
  serve(app, contract.exportAccounts, exportAccountsHandler(masterKey))
  serve(app, contract.importAccounts, importAccountsHandler(masterKey))
  serve(app, contract.listWithoutPassword, listWithoutPasswordHandler)
  serve(app, contract.giveFirstPasswords, giveFirstPasswordsHandler(app))
  serve(app, contract.getAccount, getAccountHandler(rules, masterKey))
  serve(app, contract.createAccount, createAccountHandler)
  serve(app, contract.editAccount, editAccountHandler(rules))
  serve(app, contract.disableAccount, disableAccountHandler(rules))
  serve(app, contract.enableAccount, enableAccountHandler(rules))
  serve(app, contract.resetPassword, resetPasswordHandler(rules))
  serve(app, contract.endAccountSessions, endAccountSessionsHandler(rules))
  serve(app, contract.setAccountPhone, setAccountPhoneHandler(masterKey))
  serve(app, contract.revealAccountPhone, revealAccountPhoneHandler(masterKey))
  serve(app, contract.getOwnSecondFactor, getOwnSecondFactorHandler(rules))
  serve(app, contract.beginSecondFactor, beginSecondFactorHandler(app, masterKey, issuer))
  serve(app, contract.confirmSecondFactor, confirmSecondFactorHandler(app, masterKey))
  serve(app, contract.removeSecondFactor, removeSecondFactorHandler(app, masterKey))
  serve(app, contract.renewRecoveryCodes, renewRecoveryCodesHandler(app, masterKey))
  serve(app, contract.resetSecondFactor, resetSecondFactorHandler(rules))
  serve(app, contract.getOwnPhone, getOwnPhoneHandler(masterKey))
  serve(app, contract.setOwnPhone, setOwnPhoneHandler(masterKey))
  serve(app, contract.grantPost, grantPostHandler)
  serve(app, contract.editPost, editPostHandler)
  serve(app, contract.endPost, endPostHandler)

  serve(app, contract.getSetUp, getSetUpHandler)
  serve(app, contract.setUp, setUpHandler(rules))
  serve(app, contract.getDemo, async ({ tx }) => {
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
