import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto'

/** How long a code holds, in seconds (RFC 6238 §5.2). */
const step = 30

/** A fresh secret for a time-based code: 160 bits, as long as the hash (RFC 4226 §4 R6). */
export function newTotpSecret(): Buffer {
  return randomBytes(20)
}

/** The code of a counter (RFC 4226 §5.3) with HMAC-SHA-1: the only one that every authenticator app knows. */
export function hotp(secret: Uint8Array, counter: number, digits = 6): string {
  const message = Buffer.alloc(8)
  message.writeBigUInt64BE(BigInt(counter))
  const hash = createHmac('sha1', secret).update(message).digest()
  const offset = hash.at(-1)! & 0x0f
  return String((hash.readUInt32BE(offset) & 0x7fff_ffff) % 10 ** digits).padStart(digits, '0')
}

/** The counter of a moment in milliseconds (RFC 6238 §4.2). */
export function totpCounter(at: number): number {
  return Math.floor(at / 1000 / step)
}

/**
 * The counter that a code of six digits is for, a step to either side of the moment allowed (RFC 6238 §5.2). Undefined
 * when it is for none, or for one not after `after`: a code is taken once (§5.2).
 */
export function matchTotp(secret: Uint8Array, code: string, at: number, after: number): number | undefined {
  if (!/^\d{6}$/.test(code)) return undefined
  const now = totpCounter(at)
  let found: number | undefined
  // All three each time: how long it takes says nothing of which one it was.
  for (const counter of [now - 1, now, now + 1]) {
    const same = counter >= 0 && timingSafeEqual(Buffer.from(hotp(secret, counter)), Buffer.from(code))
    if (same && counter > after) found = counter
  }
  return found
}

const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'

/** Base 32 without padding (RFC 4648 §6), as apps take a secret that is typed. */
export function base32(bytes: Uint8Array): string {
  let text = ''
  let bits = 0
  let value = 0
  for (const byte of bytes) {
    value = (value << 8) | byte
    bits += 8
    while (bits >= 5) {
      bits -= 5
      text += letters[(value >>> bits) & 31]
      value &= (1 << bits) - 1
    }
  }
  return bits === 0 ? text : text + letters[(value << (5 - bits)) & 31]!
}
