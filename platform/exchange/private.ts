import { commitment, newKey, open, seal } from '#lib/crypto'

/** A body as it is stored. */
export interface SealedBody {
  readonly wrappedKey: Buffer
  readonly sealedBody: Buffer
  readonly digest: string
  readonly size: number
}

/** Seals a body under a key of its own, itself sealed by the master key. The digest is keyed: it gives nothing away. */
export function sealBody(masterKey: Uint8Array, body: Uint8Array): SealedBody {
  const key = newKey()
  return {
    wrappedKey: seal(masterKey, key),
    sealedBody: seal(key, body),
    digest: digestOf(masterKey, body),
    size: body.length,
  }
}

/** The keyed digest of a body. */
export function digestOf(masterKey: Uint8Array, body: Uint8Array): string {
  return commitment(masterKey, Buffer.from(body).toString('base64'))
}

/** Seals an answer with the key of its message. */
export function sealAnswer(masterKey: Uint8Array, wrappedKey: Uint8Array, answer: Uint8Array): Buffer {
  return seal(open(masterKey, wrappedKey), answer)
}

/** Opens a body or an answer. Throws SealBroken under another master key. */
export function openSealed(masterKey: Uint8Array, wrappedKey: Uint8Array, sealed: Uint8Array): Buffer {
  return open(open(masterKey, wrappedKey), sealed)
}
