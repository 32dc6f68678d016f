import { commitment, maskPhone, open, seal } from '#lib/crypto'
import type { Transaction } from '#lib/db'
import { deletePhone, putPhone } from './store-phone.ts'

/**
 * A telephone number as it is kept: mobile (11 digits) or landline with its area code, without the country and without
 * what people put between the digits. Undefined when it is neither.
 */
export function plainPhone(text: string): string | undefined {
  const digits = text
    .normalize('NFKC')
    .replace(/[\s()\-–—.]/g, '')
    .replace(/^(?:\+|00)86/, '')
  return /^(?:1[3-9]\d{9}|0[1-9]\d{8,10})$/.test(digits) ? digits : undefined
}

/** By which a number is found again without being read: the same for the same number under the same key. */
export function phoneDigest(masterKey: Uint8Array, phone: string): string {
  return commitment(masterKey, `identity.phone ${phone}`)
}

/** The number in clear. */
export function openPhone(masterKey: Uint8Array, sealed: Uint8Array): string {
  return open(masterKey, sealed).toString()
}

/** The number as lists and pages show it; null when there is none. */
export function maskedPhone(masterKey: Uint8Array, sealed: Uint8Array | null | undefined): string | null {
  return sealed == null ? null : maskPhone(openPhone(masterKey, sealed))
}

/** Sets or takes away somebody's number, in clear only here. */
export function writePhone(tx: Transaction, masterKey: Uint8Array, accountId: string, phone: string | null): void {
  if (phone === null) tx.write(deletePhone(accountId))
  else tx.write(putPhone(accountId, seal(masterKey, Buffer.from(phone)), phoneDigest(masterKey, phone)))
}
