import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto'
import { sm3Hex } from '#lib/crypto'

/** What is signed of a request, besides its body. */
export interface Signed {
  readonly method: string
  /** as it stands in the request line, query included */
  readonly path: string
  /** milliseconds since 1970, in digits */
  readonly time: string
  readonly nonce: string
}

/** The headers that carry a signature. */
export const headerNames = {
  key: 'x-yiwang-key',
  time: 'x-yiwang-time',
  nonce: 'x-yiwang-nonce',
  signature: 'x-yiwang-signature',
} as const

/**
 * HMAC-SM3 (GB/T 15852.2 with GB/T 32905) over method, path, time, nonce and the SM3 of the body in hex, one a line. No
 * part can hold a line break, so no two requests give one text. In hex.
 */
export function sign(secret: Uint8Array, { method, path, time, nonce }: Signed, body: Uint8Array): string {
  return createHmac('sm3', secret)
    .update([method.toUpperCase(), path, time, nonce, sm3Hex(body)].join('\n'))
    .digest('hex')
}

/** Whether a signature is the right one; takes as long for a wrong one. */
export function isSignedBy(secret: Uint8Array, signed: Signed, body: Uint8Array, signature: string): boolean {
  if (!/^[0-9a-f]{64}$/.test(signature)) return false
  return timingSafeEqual(Buffer.from(sign(secret, signed, body), 'hex'), Buffer.from(signature, 'hex'))
}

/** The headers of a request of ours, signed now. */
export function signedHeaders(
  key: { readonly id: string; readonly secret: Uint8Array },
  { method, path, body }: { readonly method: string; readonly path: string; readonly body: Uint8Array },
  { time = Date.now(), nonce = randomBytes(18).toString('base64url') } = {},
): Record<string, string> {
  const signed = { method, path, time: String(time), nonce }
  return {
    [headerNames.key]: key.id,
    [headerNames.time]: signed.time,
    [headerNames.nonce]: nonce,
    [headerNames.signature]: sign(key.secret, signed, body),
  }
}
