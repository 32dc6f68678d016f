import { hashPassword } from '#lib/crypto'
import type { App, Handler } from '#lib/http'
import { readerFor } from '#lib/http'
import { record } from '#platform/audit'
import { maxImportRows, type giveFirstPasswords, type listWithoutPassword } from './contract.ts'
import { oneTimePassword } from './manage-accounts.ts'
import { noOfficers } from './officers.ts'
import { whyNot } from './policy.ts'
import { setPassword } from './store.ts'
import { lockWithoutPassword, selectWithoutPassword } from './store-accounts.ts'

/** Which accounts wait for their first password. */
export const listWithoutPasswordHandler: Handler<typeof listWithoutPassword> = async ({ tx, actor, fail }) => {
  const reason = whyNot(actor, 'create', undefined, { officers: noOfficers })
  if (reason !== undefined) return fail('identity.not_allowed', { reason })
  const [rows] = await tx.read(selectWithoutPassword(maxImportRows))
  return { ids: rows.map((row) => row.id) }
}

/** Gives each of these accounts a password that must be changed at its first log-in; one that has a password keeps it. */
export function giveFirstPasswordsHandler(app: App): Handler<typeof giveFirstPasswords> {
  return async ({ tx, body, actor, fail, requestId }) => {
    const reason = whyNot(actor, 'create', undefined, { officers: noOfficers })
    if (reason !== undefined) return fail('identity.not_allowed', { reason })
    // Hashing before the transaction: no connection should wait for it.
    const waiting = await readerFor(app, actor).read(selectWithoutPassword(maxImportRows))
    const wanted = waiting[0].filter((row) => body.ids.includes(row.id))
    const made = await Promise.all(
      wanted.map(async ({ id, username, name }) => {
        const password = oneTimePassword()
        return { id, username, name, password, hash: await hashPassword(password) }
      }),
    )
    const [free] = await tx.read(lockWithoutPassword(made.map((one) => one.id)))
    const given = made.filter((one) => free.some((row) => row.id === one.id))
    for (const { id, username, hash } of given) {
      tx.write(setPassword(id, hash, true))
      record(tx, { what: 'identity.password_reset', actor, subject: id, subjectName: username, requestId })
    }
    return { items: given.map(({ username, name, password }) => ({ username, name, password })) }
  }
}
