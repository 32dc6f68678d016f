import { createHash, type Hash } from 'node:crypto'

/** SM3 digest (GB/T 32905), 32 bytes, over the parts one after the other. */
export function sm3(...parts: (string | Uint8Array)[]): Buffer {
  const hash = createHash('sm3')
  for (const part of parts) hash.update(part)
  return hash.digest()
}

/** SM3 digest as 64 hex digits. */
export function sm3Hex(...parts: (string | Uint8Array)[]): string {
  return sm3(...parts).toString('hex')
}

/** An SM3 digest that is fed piece by piece, for what is too much to hold. */
export function createSm3(): Hash {
  return createHash('sm3')
}
