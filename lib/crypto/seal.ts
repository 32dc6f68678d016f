import {
  createCipheriv,
  createDecipheriv,
  createHmac,
  createSecretKey,
  randomBytes,
  timingSafeEqual,
  type KeyObject,
} from 'node:crypto'

// Node's OpenSSL has no SM4-GCM, so: encrypt with SM4-CTR (GB/T 32907), then MAC with HMAC-SM3 over nonce and
// ciphertext. Both keys come from one 32-byte key by HMAC with different labels, so neither is used for two things.

const nonceLength = 16
const tagLength = 32

/** The sealed bytes were changed, or the key is another one. */
export class SealBroken extends Error {
  constructor() {
    super('The seal is broken: wrong key or altered bytes')
    this.name = 'SealBroken'
  }
}

/** A new random key of 32 bytes, for `seal`, `open` and `commitment`. */
export function newKey(): Buffer {
  return randomBytes(32)
}

/** Encrypts bytes: nonce (16) ‖ SM4-CTR ciphertext ‖ HMAC-SM3 tag (32). */
export function seal(key: Uint8Array, plain: Uint8Array): Buffer {
  const nonce = randomBytes(nonceLength)
  const cipher = createCipheriv('sm4-ctr', keysOf(key).encrypt, nonce)
  const body = Buffer.concat([nonce, cipher.update(plain), cipher.final()])
  return Buffer.concat([body, mac(key, body)])
}

/** Opens what `seal` made. Throws SealBroken when the key or a byte is not the same. */
export function open(key: Uint8Array, sealed: Uint8Array): Buffer {
  if (sealed.length < nonceLength + tagLength) throw new SealBroken()
  const body = sealed.subarray(0, sealed.length - tagLength)
  if (!timingSafeEqual(mac(key, body), sealed.subarray(sealed.length - tagLength))) throw new SealBroken()
  const decipher = createDecipheriv('sm4-ctr', keysOf(key).encrypt, body.subarray(0, nonceLength))
  return Buffer.concat([decipher.update(body.subarray(nonceLength)), decipher.final()])
}

/**
 * A keyed commitment to private text: it stands in the clear in the case's history and binds the sealed text to it,
 * yet says nothing to whoever lacks the key, also not by guessing short texts such as telephone numbers.
 */
export function commitment(key: Uint8Array, text: string): string {
  return createHmac('sm3', keysOf(key).commit).update(text).digest('hex')
}

function mac(key: Uint8Array, body: Uint8Array): Buffer {
  return createHmac('sm3', keysOf(key).mac).update(body).digest()
}

interface Keys {
  readonly encrypt: Uint8Array
  readonly mac: KeyObject
  readonly commit: KeyObject
}

// To make a key ready costs OpenSSL more than to use it, and one key seals and binds many texts. The bytes are those the
// keys were made of: nothing here outlives them.
const ready = new WeakMap<Uint8Array, Keys>()

function keysOf(key: Uint8Array): Keys {
  const known = ready.get(key)
  if (known !== undefined) return known
  const whole = createSecretKey(key)
  const derive = (label: string): Buffer => createHmac('sm3', whole).update(label).digest()
  const keys = {
    encrypt: derive('encrypt').subarray(0, 16),
    mac: createSecretKey(derive('mac')),
    commit: createSecretKey(derive('commit')),
  }
  ready.set(key, keys)
  return keys
}
