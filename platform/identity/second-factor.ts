import { randomBytes } from 'node:crypto'
import { base32, matchTotp, newTotpSecret, open, seal, sm3 } from '#lib/crypto'
import type { Transaction } from '#lib/db'
import {
  deleteRecoveryCodes,
  holdSecondFactor,
  insertRecoveryCodes,
  putSecondFactor,
  takeCounter,
  takeRecoveryCode,
} from './store-second-factor.ts'

/** What came of a code: nothing was asked for; none was brought; it is wrong; it is right, or was a recovery code. */
export type FactorOutcome = 'not_asked' | 'needed' | 'wrong' | 'passed' | 'recovered'

/** Asks for a person's second factor in a transaction that is already theirs. What was brought is used up. */
export async function passSecondFactor(
  tx: Transaction,
  masterKey: Uint8Array,
  accountId: string,
  code: string | undefined,
): Promise<FactorOutcome> {
  const [[factor]] = await tx.read(holdSecondFactor(accountId))
  if (factor === undefined || factor.confirmed_at === null) return 'not_asked'
  if (code === undefined) return 'needed'
  const recovery = plainRecoveryCode(code)
  if (recovery !== undefined) {
    const [[taken]] = await tx.read(takeRecoveryCode(accountId, sm3(recovery)))
    return taken === undefined ? 'wrong' : 'recovered'
  }
  return takeCode(tx, masterKey, accountId, factor, code) ? 'passed' : 'wrong'
}

/** Whether a code of six digits is right and new; it is then never right again. */
export function takeCode(
  tx: Transaction,
  masterKey: Uint8Array,
  accountId: string,
  factor: { readonly sealed_secret: Uint8Array; readonly last_counter: number },
  code: string,
): boolean {
  const digits = code.normalize('NFKC').replace(/\s/g, '')
  const counter = matchTotp(open(masterKey, factor.sealed_secret), digits, Date.now(), factor.last_counter)
  if (counter === undefined) return false
  tx.write(takeCounter(accountId, counter))
  return true
}

/** Makes a secret, sealed at once; gives what an app is told of it (the key URI format of authenticator apps). */
export function makeSecret(
  tx: Transaction,
  masterKey: Uint8Array,
  account: { readonly id: string; readonly username: string },
  issuer: string,
): { secret: string; uri: string } {
  const bytes = newTotpSecret()
  tx.write(putSecondFactor(account.id, seal(masterKey, bytes)))
  const secret = base32(bytes)
  const label = `${encodeURIComponent(issuer)}:${encodeURIComponent(account.username)}`
  // SHA-1, six digits and thirty seconds are what is meant where nothing is said: the shorter, the coarser the QR code.
  return { secret, uri: `otpauth://totp/${label}?secret=${secret}&issuer=${encodeURIComponent(issuer)}` }
}

const codesGiven = 10

/** Gives somebody fresh recovery codes, in clear only here; those they had are worth nothing any more. */
export function giveRecoveryCodes(tx: Transaction, accountId: string): string[] {
  const codes = Array.from({ length: codesGiven }, () => base32(randomBytes(10)))
  tx.write(deleteRecoveryCodes(accountId))
  tx.write(
    insertRecoveryCodes(
      accountId,
      codes.map((code) => sm3(code)),
    ),
  )
  return codes.map((code) => code.match(/.{4}/g)!.join('-'))
}

/** A recovery code as it was made; undefined when it does not look like one. */
function plainRecoveryCode(code: string): string | undefined {
  const plain = code.toUpperCase().replace(/[^A-Z2-7]/g, '')
  return plain.length === 16 && /[A-Z]/.test(plain) ? plain : undefined
}
