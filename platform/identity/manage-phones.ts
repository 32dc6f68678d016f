import { maskPhone } from '#lib/crypto'
import { ProblemError, type Handler } from '#lib/http'
import { record } from '#platform/audit'
import {
  phoneInvalid,
  type getOwnPhone,
  type revealAccountPhone,
  type setAccountPhone,
  type setOwnPhone,
} from './contract.ts'
import { countOfficers, noOfficers } from './officers.ts'
import { maskedPhone, openPhone, plainPhone, writePhone } from './phone.ts'
import { whyNot } from './policy.ts'
import { findAccountDetail, officersQuery, rolesOf } from './store-accounts.ts'
import { selectPhone } from './store-phone.ts'

function validPhone(text: string | null): string | null {
  if (text === null) return null
  const phone = plainPhone(text)
  if (phone === undefined) throw new ProblemError(phoneInvalid)
  return phone
}

/** Sets an account's number, for whoever may change the account. */
export function setAccountPhoneHandler(masterKey: Uint8Array): Handler<typeof setAccountPhone> {
  return async ({ tx, params, body, actor, fail, requestId }) => {
    const [[account], roles, officers] = await tx.read(
      findAccountDetail(params.id),
      rolesOf(params.id),
      officersQuery(),
    )
    const target = { accountId: params.id, roles: roles.map((row) => row.role) }
    const reason = whyNot(actor, 'edit', target, { officers: countOfficers(officers) })
    if (reason !== undefined) return fail('identity.not_allowed', { reason })
    if (account === undefined) return fail('identity.account_not_found')
    const phone = validPhone(body.phone)
    writePhone(tx, masterKey, params.id, phone)
    record(tx, { what: 'identity.phone_set', actor, subject: params.id, subjectName: account.username, requestId })
    return { phone: phone === null ? null : maskPhone(phone) }
  }
}

/** Says an account's number in clear to an officer who says why; who asked and why is audited. */
export function revealAccountPhoneHandler(masterKey: Uint8Array): Handler<typeof revealAccountPhone> {
  return async ({ tx, params, body, actor, fail, requestId }) => {
    const refused = whyNot(actor, 'see', undefined, { officers: noOfficers })
    if (refused !== undefined) return fail('identity.not_allowed', { reason: refused })
    const [[account], [row]] = await tx.read(findAccountDetail(params.id), selectPhone(params.id))
    if (account === undefined) return fail('identity.account_not_found')
    record(tx, {
      what: 'identity.phone_revealed',
      actor,
      subject: params.id,
      subjectName: account.username,
      detail: { reason: body.reason },
      requestId,
    })
    return { phone: row === undefined ? null : openPhone(masterKey, row.sealed) }
  }
}

export function getOwnPhoneHandler(masterKey: Uint8Array): Handler<typeof getOwnPhone> {
  return async ({ tx, actor }) => {
    const [[row]] = await tx.read(selectPhone(actor.accountId))
    return { phone: maskedPhone(masterKey, row?.sealed) }
  }
}

export function setOwnPhoneHandler(masterKey: Uint8Array): Handler<typeof setOwnPhone> {
  return async ({ tx, body, actor, requestId }) => {
    const phone = validPhone(body.phone)
    writePhone(tx, masterKey, actor.accountId, phone)
    record(tx, { what: 'identity.phone_set', actor, subject: actor.accountId, requestId })
    return { phone: phone === null ? null : maskPhone(phone) }
  }
}
