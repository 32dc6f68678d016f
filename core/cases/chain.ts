import { sm3 } from '#lib/crypto'
import { canonicalJson, type Json } from '#lib/kernel'
import type { ActionRecord } from './fold.ts'

/** What the first action of every case is chained to. */
export const chainStart = Buffer.alloc(32)

/**
 * The hash of an action: SM3 over the hash before it and the canonical JSON of the row. One chain per case: a chain over
 * all cases would make every commit wait for every other.
 */
export function hashAction(previous: Uint8Array, action: ActionRecord): Buffer {
  return sm3(previous, canonicalJson(action as unknown as Json))
}
