import { randomInt } from 'node:crypto'
import type pg from 'pg'
import { hashPassword, sm3 } from '#lib/crypto'
import { ProblemError, type Handler } from '#lib/http'
import { newId } from '#lib/kernel'
import { record } from '#platform/audit'
import { passwordFault, wrongSetUpCode, type getSetUp, type setUp } from './contract.ts'
import type { IdentityRules } from './rules.ts'
import { goOnAs } from './session.ts'
import { isSetUpNeeded, setPassword, takeSetUp } from './store.ts'
import { insertAccount, insertPost } from './store-accounts.ts'

const signs = 'ABCDEFGHJKMNPQRSTUVWXYZ23456789'
const groups = 5

const bare = (code: string): string => code.toUpperCase().replace(/[^A-Z0-9]/g, '')

/**
 * Makes the code by which the first administrator proves to stand at the server's console; undefined when there is an
 * account already. A new code replaces an old one at every start. Runs with the migrating login.
 */
export async function prepareSetUp(client: pg.Client): Promise<string | undefined> {
  const { rows } = await client.query('select 1 from identity.account limit 1')
  await client.query('delete from identity.set_up')
  if (rows.length > 0) return undefined
  const group = () => Array.from({ length: 5 }, () => signs[randomInt(signs.length)]).join('')
  const code = Array.from({ length: groups }, group).join('-')
  // 124 random bits need no slow hash.
  await client.query('insert into identity.set_up (code_hash) values ($1)', [sm3(bare(code))])
  return code
}

export const getSetUpHandler: Handler<typeof getSetUp> = async ({ tx }) => {
  const [[row]] = await tx.read(isSetUpNeeded())
  return { needed: row!.needed }
}

/** Makes the first administrator, in the unit at the head of the organisation; the code is gone afterwards. */
export function setUpHandler(rules: IdentityRules): Handler<typeof setUp> {
  return async ({ tx, body, fail, requestId }) => {
    const given = sm3(bare(body.code))
    const fault = passwordFault(body.password, body)
    const [[row]] = await tx.read(takeSetUp(given))
    if (row?.taken !== true) throw new ProblemError(wrongSetUpCode)
    if (fault !== undefined) return fail('identity.password_refused', { reason: fault })
    const head = rules.organisation.head()
    if (head === undefined) throw new Error('There is no unit: the city has no organisation')
    const account = { id: newId(), username: body.username, name: body.name.trim() }
    const { id: postId, query } = insertPost({ accountId: account.id, role: 'admin', unitId: head, grantedBy: null })
    // Whoever held the code makes the first account and its post; nobody else is there who could.
    goOnAs(tx, account.id, ['identity.manage', 'identity.grant'])
    tx.write(insertAccount(account))
    tx.write(setPassword(account.id, await hashPassword(body.password), false))
    tx.write(query)
    record(tx, { what: 'identity.set_up', actor: { accountId: account.id, postId }, subject: account.id, requestId })
    return {}
  }
}
